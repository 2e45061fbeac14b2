using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Tensors;
using OptRecipe.Engine.Threading;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What a kernel sees of its operator: operands, options, scratch memory and the interpreter around it.</summary>
public sealed class KernelContext
{
    private readonly SubgraphRunner _runner;
    private readonly RuntimeTensor?[] _inputs;
    private readonly RuntimeTensor[] _outputs;
    private readonly RuntimeTensor?[] _intermediates;
    private readonly List<ScratchBuffer> _scratch = [];

    internal KernelContext(SubgraphRunner runner, OperatorAddress address, OperatorCode code, Operator op, RuntimeTensor?[] inputs, RuntimeTensor[] outputs, RuntimeTensor?[] intermediates)
    {
        _runner = runner;
        (Address, Code, Operator) = (address, code, op);
        (_inputs, _outputs, _intermediates) = (inputs, outputs, intermediates);
    }

    public OperatorAddress Address { get; }
    public OperatorCode Code { get; }
    public Operator Operator { get; }
    public PlayedRuntime Runtime => _runner.Interpreter.Options.Runtime;
    /// <summary>Constants and packed weights, shared by all interpreters of the model.</summary>
    public SharedModel Model => _runner.Interpreter.Model;
    public ResourceStore Resources => _runner.Interpreter.Resources;
    /// <summary>The innermost loops of the chosen instruction set.</summary>
    public MicroKernelSet Kernels => _runner.Interpreter.Kernels;
    /// <summary>The threads to share large work among.</summary>
    public WorkerPool Workers => _runner.Interpreter.Workers;
    public InterpreterOptions InterpreterOptions => _runner.Interpreter.Options;
    public CancellationToken Cancellation => _runner.Interpreter.Cancellation;

    // Operands.
    public int InputCount => _inputs.Length;
    public int OutputCount => _outputs.Length;
    internal RuntimeTensor?[] Inputs => _inputs;
    internal RuntimeTensor[] Outputs => _outputs;
    internal IReadOnlyList<ScratchBuffer> ScratchBuffers => _scratch;

    /// <exception cref="InterpreterException">The operator has no such input.</exception>
    public RuntimeTensor Input(int index) => OptionalInput(index) ?? throw Refusal($"input {index} is missing");

    /// <summary>An input, null where it is omitted (−1 in the file, or fewer inputs than that).</summary>
    public RuntimeTensor? OptionalInput(int index) => (uint)index < (uint)_inputs.Length ? _inputs[index] : null;

    public RuntimeTensor Output(int index) => (uint)index < (uint)_outputs.Length ? _outputs[index] : throw Refusal($"output {index} is missing");

    public RuntimeTensor? Intermediate(int index) => (uint)index < (uint)_intermediates.Length ? _intermediates[index] : null;

    // Options: by the schema's field names; the schema's defaults where the file has no options table of the expected kind.
    public int Int32(string schema, string field) => OptionsOf(schema).Int32(field);
    public bool Bool(string schema, string field) => OptionsOf(schema).Bool(field);
    public float Single(string schema, string field) => OptionsOf(schema).Single(field);

    /// <summary>The operator's options when they are of this kind, else the kind's defaults.</summary>
    public OperatorOptions OptionsOf(string schema) => Operator.Options is { } options && options.Schema.Name == schema ? options
        : Operator.SecondOptions is { } second && second.Schema.Name == schema ? second : OperatorOptions.Of(schema);

    /// <summary>The bytes of a custom operator's options.</summary>
    public ReadOnlyMemory<byte> CustomOptions => (Operator.CustomOptions.Length > 0 ? Operator.CustomOptions : Operator.LargeCustomOptions).ToMemory();

    // Shapes and memory.

    /// <summary>Sets an output's shape: while preparing for planned memory, while running for a dynamic output, which then has room for it.</summary>
    /// <exception cref="InterpreterException">The size is negative, overflows or exceeds the memory limit.</exception>
    public void Resize(RuntimeTensor output, params ReadOnlySpan<int> shape) => _runner.Resize(this, output, shape);

    /// <summary>Says that the shape of an output depends on values: <see cref="Kernel.Run"/> will call <see cref="Resize"/>. Called while preparing.</summary>
    public void MakeDynamic(RuntimeTensor output)
    {
        if (_runner.Stage == InterpreterStage.Invoke) throw new InvalidOperationException("an output is made dynamic while preparing");
        output.Memory = TensorMemory.Dynamic;
    }

    /// <summary>Gives an output memory of its own right now, because preparation fills it once and for all (its inputs are known). Call <see cref="Resize"/> before.
    /// Kernels may skip their run when it is done.</summary>
    public void ComputeOnce(RuntimeTensor output) => _runner.ComputeOnce(this, output);

    /// <summary>Counts bytes that a variable or table takes from now on.</summary>
    /// <exception cref="InterpreterException">They exceed the memory limit.</exception>
    public void ReserveResource(long byteCount)
    {
        _runner.Interpreter.Reserve(byteCount, Refusal("what it keeps").Message, _runner.Stage);
        Resources.ByteCount += byteCount;
    }

    /// <summary>Room for a string tensor's serialized form, of an output that was made dynamic.</summary>
    public Span<byte> ResizeBytes(RuntimeTensor output, int byteCount) => _runner.ResizeBytes(this, output, byteCount);

    /// <summary>Asks for memory that this operator has to itself while it runs; its content does not survive. Called while preparing; returns a handle for <see cref="Scratch"/>.</summary>
    public int RequestScratch(long byteCount)
    {
        if (byteCount is < 0 or > int.MaxValue) throw Refusal($"it would need {byteCount} bytes of scratch memory");
        _scratch.Add(new((int)byteCount));
        return _scratch.Count - 1;
    }

    /// <summary>The scratch memory of a handle.</summary>
    public unsafe Span<T> Scratch<T>(int handle) where T : unmanaged
    {
        var buffer = _scratch[handle];
        return MemoryMarshal.Cast<byte, T>(new Span<byte>(buffer.Pointer, buffer.ByteCount));
    }

    /// <summary>Shows a state that has taken a new value to whoever watches the interpreter.</summary>
    public void Show(RuntimeTensor state) => _runner.Interpreter.Options.Tap?.During(Address, state);

    /// <summary>Shows values that the integer form of this operator stores in an intermediate tensor.</summary>
    public void Show(int intermediate, ReadOnlySpan<float> values) => _runner.Interpreter.Options.Tap?.During(Address, intermediate, values);

    internal void ForgetScratch() => _scratch.Clear();

    /// <summary>A graph that this operator calls.</summary>
    /// <exception cref="InterpreterException">There is none with this index, or it calls itself.</exception>
    public SubgraphRunner Subgraph(int index) => _runner.Interpreter.Called(this, index);

    // Refusals.

    /// <summary>The exception that says why this operator cannot run; the operator is named by whoever shows it.</summary>
    public InterpreterException Refusal(string reason) => new(_runner.Stage, $"{Code.Name} (operator {Address.Index}{(Address.Subgraph > 0 ? $" of subgraph {Address.Subgraph}" : "")}): {reason}", Address);

    /// <summary>A form of the operator that the list of what is left out names.</summary>
    public InterpreterException NotDone(string reason) => new(_runner.Stage, Refusal(reason).Message, Address, isNotDone: true);

    /// <summary>The refusal for a type that the operator has no kernel for.</summary>
    public InterpreterException UnsupportedType(RuntimeTensor tensor) => Refusal($"there is no kernel for {TensorTypeNames.Name(tensor.Type)}");
}

/// <summary>Memory of one operator while it runs; the planner gives it a place.</summary>
internal sealed unsafe class ScratchBuffer(int byteCount)
{
    public int ByteCount => byteCount;
    public byte* Pointer { get; set; }
}
