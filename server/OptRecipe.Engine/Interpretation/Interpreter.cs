using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Tensors;
using OptRecipe.Engine.Threading;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Interpretation;

/// <summary>Runs a model. Tensors are named by their index in the first subgraph, as <see cref="GetInputDetails"/> and <see cref="GetOutputDetails"/> give it. Not
/// thread-safe: give each thread an interpreter of its own over one <see cref="SharedModel"/>.</summary>
/// <example><c>using var interpreter = new Interpreter(model); interpreter.AllocateTensors(); interpreter.SetTensor&lt;float&gt;(interpreter.GetInputDetails()[0].Index, values); interpreter.Invoke();</c></example>
public sealed class Interpreter : IDisposable
{
    /// <summary>Graphs within graphs; each takes a piece of the stack.</summary>
    private const int DeepestCall = 64;
    private readonly SubgraphRunner?[] _runners;
    private readonly SubgraphRunner _main;
    private bool _isDisposed;

    public Interpreter(Model model, InterpreterOptions? options = null) : this(new SharedModel(model), options) { }

    /// <exception cref="InterpreterException">The model has no graph, an operator without a kernel, or operands that do not exist.</exception>
    public Interpreter(SharedModel model, InterpreterOptions? options = null)
    {
        Model = model;
        Options = options ?? InterpreterOptions.Default;
        if (model.Model.Subgraphs.IsEmpty) throw new InterpreterException(InterpreterStage.Load, "the model has no subgraph");
        Kernels = ChooseKernels(Options.Kernels);
        _runners = new SubgraphRunner?[model.Model.Subgraphs.Length];
        _main = _runners[0] = new SubgraphRunner(this, 0);
        Workers = new(Math.Min(Options.ThreadCount, Environment.ProcessorCount));
    }

    public SharedModel Model { get; }
    public InterpreterOptions Options { get; }
    /// <summary>Bytes that tensors take beside the file's constants: planned blocks, variables, and dynamic tensors as they are now.</summary>
    public MemoryUse Memory
    {
        get
        {
            var sum = new MemoryUse(0, Resources.ByteCount, 0);
            foreach (var runner in _runners)
                if (runner is not null) sum += runner.Memory;
            return sum;
        }
    }

    internal ResourceStore Resources { get; } = new();
    internal WorkerPool Workers { get; }
    internal MicroKernelSet Kernels { get; }
    internal CancellationToken Cancellation { get; private set; }

    public TensorDetails[] GetInputDetails() => [.. _main.Subgraph.Inputs.Select(_main.Details)];
    public TensorDetails[] GetOutputDetails() => [.. _main.Subgraph.Outputs.Select(_main.Details)];

    /// <summary>Gives an input another shape; <see cref="AllocateTensors"/> has to follow.</summary>
    public void ResizeInputTensor(int tensor, params ReadOnlySpan<int> shape) => _main.ResizeInput(tensor, shape);

    /// <summary>Checks every operator, plans memory and sets variables to zero.</summary>
    /// <exception cref="InterpreterException">An operator cannot be run with these shapes and types, or memory would exceed the limit.</exception>
    public void AllocateTensors()
    {
        CheckIsAlive();
        _main.AllocateTensors();
        ResetVariables();
    }

    /// <summary>Copies values into an input, a variable or, with <see cref="InterpreterOptions.PreserveAllTensors"/>, any tensor that is no constant.</summary>
    /// <exception cref="InterpreterException">The number of bytes is not the tensor's.</exception>
    public void SetTensor<T>(int tensor, ReadOnlySpan<T> values) where T : unmanaged
    {
        var target = Allocated(tensor);
        if (target.Memory == TensorMemory.Constant) throw new InterpreterException(InterpreterStage.SetTensor, $"tensor {tensor} `{target.Name}` is a constant of the model");
        var bytes = MemoryMarshal.AsBytes(values);
        if (target.Type == TensorType.String) _main.SetString(target, bytes);
        else if (bytes.Length != target.ByteCount)
            throw new InterpreterException(InterpreterStage.SetTensor, $"tensor {tensor} `{target.Name}` is {target}, {target.ByteCount} bytes; {bytes.Length} bytes were given");
        else bytes.CopyTo(target.Write<byte>());
    }

    public void SetTensor<T>(int tensor, T[] values) where T : unmanaged => SetTensor<T>(tensor, values.AsSpan());

    /// <summary>Runs the graph once.</summary>
    /// <exception cref="InterpreterException">An operator meets values it cannot work with, a loop turns too often, or memory would exceed the limit.</exception>
    /// <exception cref="OperationCanceledException">Asked for by the token, between two operators or two turns of a loop.</exception>
    public void Invoke(CancellationToken cancellation = default) => Invoke(0, _main.Subgraph.Operators.Length, cancellation);

    /// <summary>Runs the operators from one up to, not including, another. What they read from operators before them has to be there: <see cref="InterpreterOptions.PreserveAllTensors"/>.</summary>
    public void Invoke(int firstOperator, int endOperator, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstOperator);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endOperator, _main.Subgraph.Operators.Length);
        CheckIsAlive();
        Cancellation = cancellation;
        _main.Invoke(firstOperator, endOperator);
    }

    /// <summary>A copy of a tensor's elements.</summary>
    public T[] GetTensor<T>(int tensor) where T : unmanaged => BorrowTensor<T>(tensor).ToArray();

    /// <summary>A tensor's elements without a copy; valid until the next invocation or allocation.</summary>
    public ReadOnlySpan<T> BorrowTensor<T>(int tensor) where T : unmanaged => Allocated(tensor).Read<T>();

    /// <summary>A tensor as it is now: type, shape, quantization and bytes.</summary>
    public RuntimeTensor Tensor(int tensor)
    {
        CheckIsAlive();
        return _main.Tensor(tensor);
    }

    /// <summary>Sets variable tensors and what operators remember back to their start: zero, for int8 the zero point.</summary>
    public void ResetVariables()
    {
        foreach (var runner in _runners) runner?.ResetVariables();
    }

    public void Dispose()
    {
        _isDisposed = true;
        foreach (var runner in _runners) runner?.Dispose();
        Workers.Dispose();
    }

    /// <summary>The graph that an operator calls, made when it is first asked for.</summary>
    internal SubgraphRunner Called(KernelContext context, int index)
    {
        if (index < 0 || index >= _runners.Length) throw context.Refusal($"it calls subgraph {index}, the model has {_runners.Length}");
        var runner = _runners[index] ??= new SubgraphRunner(this, index);
        if (runner.IsBusy) throw context.Refusal($"subgraph {index} calls itself");
        if (_runners.Count(other => other is { IsBusy: true }) >= DeepestCall) throw context.Refusal($"subgraphs call each other more than {DeepestCall} deep");
        return runner;
    }

    /// <summary>Refuses what would exceed the memory limit.</summary>
    internal void Reserve(long byteCount, string what, InterpreterStage stage)
    {
        if (byteCount <= Options.MemoryLimitBytes - Memory.Total) return;
        throw new InterpreterException(stage, $"{what} would need {byteCount:#,0} bytes more than the {Memory.Total:#,0} in use; the limit is {Options.MemoryLimitBytes:#,0}");
    }

    private static MicroKernelSet ChooseKernels(string? name)
    {
        try
        {
            return MicroKernelSet.Choose(name ?? Environment.GetEnvironmentVariable("OPTRECIPE_KERNELS"));
        }
        catch (ArgumentException error)
        {
            throw new InterpreterException(InterpreterStage.Load, error.Message);
        }
    }

    private void CheckIsAlive()
    {
        if (_isDisposed) throw new InterpreterException(InterpreterStage.Invoke, "the interpreter is disposed");
    }

    private RuntimeTensor Allocated(int tensor) => _main.IsAllocated ? Tensor(tensor)
        : throw new InterpreterException(InterpreterStage.SetTensor, "the tensors have no memory yet: call AllocateTensors first");
}
