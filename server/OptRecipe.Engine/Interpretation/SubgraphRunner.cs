using System.Collections.Immutable;
using OptRecipe.Engine.Kernels;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Interpretation;

/// <summary>One subgraph as it runs: its tensors, a kernel for each operator, and the memory between them. Prepared in segments: an operator whose output has a shape known
/// only after it ran ends a segment, and what follows is prepared when that shape is there, again only when it changes.</summary>
public sealed class SubgraphRunner : IDisposable
{
    private readonly RuntimeTensor[] _tensors;
    private readonly Node[] _nodes;
    private readonly SegmentList _segments;
    private readonly int[][] _inputShapes;

    internal SubgraphRunner(Interpreter interpreter, int index)
    {
        Interpreter = interpreter;
        Index = index;
        Subgraph = interpreter.Model.Model.Subgraphs[index];
        _tensors = TensorSetup.Create(interpreter.Model, index, interpreter.Options.MemoryLimitBytes);
        _nodes = new Node[Subgraph.Operators.Length];
        for (var position = 0; position < _nodes.Length; position++) _nodes[position] = CreateNode(Subgraph.Operators[position], position);
        _segments = new(this, _nodes, _tensors);
        _inputShapes = new int[Subgraph.Inputs.Length][];
        for (var position = 0; position < _inputShapes.Length; position++) _inputShapes[position] = Input(position).Shape;
    }

    public int Index { get; }
    public Subgraph Subgraph { get; }
    public bool IsAllocated { get; private set; }
    internal Interpreter Interpreter { get; }
    internal InterpreterStage Stage { get; set; } = InterpreterStage.Allocate;
    /// <summary>Whether it is being prepared or run right now; calling it then would be recursion.</summary>
    internal bool IsBusy { get; private set; }
    internal MemoryUse Memory => _segments.Memory;

    public int InputCount => Subgraph.Inputs.Length;
    public int OutputCount => Subgraph.Outputs.Length;
    public RuntimeTensor Input(int position) => Tensor(Subgraph.Inputs[position]);
    public RuntimeTensor Output(int position) => Tensor(Subgraph.Outputs[position]);
    /// <summary>Whether every output's shape is known before the graph runs; valid once it is allocated.</summary>
    public bool HasStaticOutputs => _segments.IsComplete;

    public RuntimeTensor Tensor(int tensor) => tensor >= 0 && tensor < _tensors.Length ? _tensors[tensor]
        : throw new InterpreterException(Stage, $"there is no tensor {tensor}; subgraph {Index} has {_tensors.Length}");

    public TensorDetails Details(int tensor)
    {
        var (now, file) = (Tensor(tensor), Subgraph.Tensors[tensor]);
        return new(now.Name, tensor, now.Type, [.. now.Shape], [.. file.ShapeSignature.IsDefaultOrEmpty ? file.Shape : file.ShapeSignature], now.Quantization);
    }

    /// <summary>Gives an input another shape; nothing happens where it has it already.</summary>
    public void ResizeInput(int tensor, ReadOnlySpan<int> shape)
    {
        var position = Subgraph.Inputs.IndexOf(tensor);
        if (position < 0) throw new InterpreterException(InterpreterStage.SetTensor, $"tensor {tensor} is not an input");
        if (Tensor(tensor).Memory == TensorMemory.Constant) throw new InterpreterException(InterpreterStage.SetTensor, $"tensor {tensor} is a constant and keeps its shape");
        if (_inputShapes[position].AsSpan().SequenceEqual(shape)) return;
        foreach (var dimension in shape)
            if (dimension < 0) throw new InterpreterException(InterpreterStage.SetTensor, $"the shape {TensorShape.Text(shape)} has a negative dimension");
        _inputShapes[position] = shape.ToArray();
        IsAllocated = false;
    }

    /// <summary>Prepares all operators up to the first whose output shape depends on values, and gives their tensors memory. Does nothing when that is done.</summary>
    public void AllocateTensors()
    {
        if (IsAllocated) return;
        for (var position = 0; position < _inputShapes.Length; position++)
            if (Input(position) is { Memory: not TensorMemory.Constant } input) SetShape(input, _inputShapes[position]);
        Busy(InterpreterStage.Allocate, static (runner, _, _) => runner._segments.Start());
        IsAllocated = true;
        ResetVariableTensors();
    }

    /// <summary>Runs operators, all of them or a slice.</summary>
    public void Invoke() => Invoke(0, _nodes.Length);

    internal void Invoke(int first, int end)
    {
        if (!IsAllocated) throw new InterpreterException(InterpreterStage.Invoke, "the tensors have no memory yet: call AllocateTensors first");
        Busy(InterpreterStage.Invoke, static (runner, first, end) => runner.Run(first, end), first, end);
    }

    private void Run(int first, int end)
    {
        var tap = Interpreter.Options.Tap;
        for (var index = first; index < end; index++)
        {
            Interpreter.Cancellation.ThrowIfCancellationRequested();
            _segments.Enter(index);
            var node = _nodes[index];
            tap?.Before(node.Running);
            try
            {
                node.Kernel.Run(node.Context);
            }
            catch (OverflowException)
            {
                throw node.Context.Refusal("a size overflows");
            }
            tap?.After(node.Running);
        }
    }

    internal void ResetVariables()
    {
        ResetVariableTensors();
        foreach (var node in _nodes) node.Kernel.Reset();
    }

    private void ResetVariableTensors()
    {
        foreach (var tensor in _tensors)
        {
            if (!tensor.IsVariable || tensor.Memory != TensorMemory.Persistent) continue;
            tensor.Write<byte>().Fill(tensor.Type == TensorType.Int8 ? (byte)tensor.ZeroPoint : (byte)0);
        }
    }

    /// <summary>Copies a string tensor's serialized form into an input.</summary>
    internal void SetString(RuntimeTensor tensor, ReadOnlySpan<byte> bytes)
    {
        tensor.Memory = TensorMemory.Dynamic;
        Interpreter.Reserve(bytes.Length, $"tensor {tensor.Index} `{tensor.Name}`", InterpreterStage.SetTensor);
        tensor.Own(bytes.Length);
        bytes.CopyTo(tensor.Write<byte>());
    }

    internal void Resize(KernelContext context, RuntimeTensor output, ReadOnlySpan<int> shape)
    {
        try
        {
            output.SetShape(shape);
        }
        catch (OverflowException)
        {
            throw context.Refusal($"the output shape {TensorShape.Text(shape)} is negative or too large");
        }
        if (output.ExtentBytes > Interpreter.Options.MemoryLimitBytes)
            throw context.Refusal($"the output {output} would need {output.ExtentBytes:#,0} bytes; the limit is {Interpreter.Options.MemoryLimitBytes:#,0}");
        if (!output.IsVariable && (output.Memory != TensorMemory.Dynamic || Stage != InterpreterStage.Invoke)) return;
        ResizeBytes(context, output, output.ByteCount);
    }

    internal Span<byte> ResizeBytes(KernelContext context, RuntimeTensor output, int byteCount)
    {
        if (byteCount > output.OwnByteCount) Interpreter.Reserve(byteCount - output.OwnByteCount, context.Refusal($"output {output}").Message, Stage);
        output.Own(byteCount);
        return output.Write<byte>();
    }

    internal void ComputeOnce(KernelContext context, RuntimeTensor output)
    {
        output.Memory = TensorMemory.Persistent;
        output.IsComputedOnce = true;
        ResizeBytes(context, output, output.ByteCount);
    }

    public void Dispose()
    {
        IsAllocated = false;
        _segments.Dispose();
        foreach (var tensor in _tensors) tensor.Dispose();
    }

    private void Busy(InterpreterStage stage, Action<SubgraphRunner, int, int> action, int first = 0, int end = 0)
    {
        (IsBusy, Stage) = (true, stage);
        try
        {
            action(this, first, end);
        }
        finally
        {
            IsBusy = false;
        }
    }

    private void SetShape(RuntimeTensor tensor, ReadOnlySpan<int> shape)
    {
        try
        {
            tensor.SetShape(shape);
        }
        catch (OverflowException)
        {
            throw new InterpreterException(InterpreterStage.Allocate, $"tensor {tensor.Index} `{tensor.Name}`: the shape {TensorShape.Text(shape)} is negative or too large");
        }
        if (tensor.ExtentBytes > Interpreter.Options.MemoryLimitBytes)
            throw new InterpreterException(InterpreterStage.Allocate, $"tensor {tensor.Index} `{tensor.Name}` is {tensor}; with {tensor.ExtentBytes:#,0} bytes it exceeds the limit of {Interpreter.Options.MemoryLimitBytes:#,0}");
    }

    private Node CreateNode(Operator op, int position)
    {
        var address = new OperatorAddress(Index, position);
        var codes = Interpreter.Model.Model.OperatorCodes;
        if (op.OpcodeIndex >= codes.Length) throw new InterpreterException(InterpreterStage.Load, $"operator {position} has code {op.OpcodeIndex}, the model has {codes.Length}", address);
        var code = codes[(int)op.OpcodeIndex];
        var kernel = KernelTable.Create(code) ?? throw new InterpreterException(InterpreterStage.Load, $"{code.Name} (operator {position}) has no kernel here", address, isNotDone: true);
        var context = new KernelContext(this, address, code, op,
            Operands(op.Inputs), Outputs(op.Outputs), op.Intermediates.IsDefault ? [] : Operands(op.Intermediates));
        foreach (var output in context.Outputs)
            if (output.Memory == TensorMemory.Constant) throw new InterpreterException(InterpreterStage.Load, context.Refusal($"it writes to tensor {output.Index}, a constant").Message, address);
        return new(kernel, context);

        RuntimeTensor?[] Operands(ImmutableArray<int> indices)
        {
            var operands = new RuntimeTensor?[indices.Length];
            for (var index = 0; index < operands.Length; index++) operands[index] = Operand(indices[index]);
            return operands;
        }
        RuntimeTensor[] Outputs(ImmutableArray<int> indices)
        {
            var outputs = new RuntimeTensor[indices.Length];
            for (var index = 0; index < outputs.Length; index++) outputs[index] = Operand(indices[index]) ?? throw Missing(indices[index]);
            return outputs;
        }
        RuntimeTensor? Operand(int tensor) => tensor == -1 ? null : tensor >= 0 && tensor < _tensors.Length ? _tensors[tensor] : throw Missing(tensor);
        InterpreterException Missing(int tensor) => new(InterpreterStage.Load, $"{code.Name} (operator {position}) names tensor {tensor}; subgraph {Index} has {_tensors.Length}", address);
    }
}

/// <summary>An operator with its kernel.</summary>
internal sealed class Node(Kernel kernel, KernelContext context)
{
    public Kernel Kernel => kernel;
    public KernelContext Context => context;
    public RunningOperator Running { get; } = new(context.Address, context.Code, context.Inputs, context.Outputs);
}
