using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>A graph that an operator calls with copies of its operands. Several operators may call one graph, so that its inputs get their shapes anew before each call.</summary>
internal sealed class SubgraphCall
{
    private readonly SubgraphRunner _runner;

    /// <param name="operands">What goes in; types have to be those of the graph's inputs.</param>
    public SubgraphCall(KernelContext context, int index, ReadOnlySpan<RuntimeTensor> operands, int outputCount)
    {
        _runner = context.Subgraph(index);
        if (_runner.InputCount != operands.Length || _runner.OutputCount != outputCount)
            throw context.Refusal($"subgraph {index} has {_runner.InputCount} inputs and {_runner.OutputCount} outputs, {operands.Length} and {outputCount} are expected");
        (Inputs, Outputs) = (new RuntimeTensor[operands.Length], new RuntimeTensor[outputCount]);
        for (var position = 0; position < operands.Length; position++)
        {
            var input = Inputs[position] = _runner.Input(position);
            if (input.Type != operands[position].Type) throw context.Refusal($"input {position} of subgraph {index} is {input.Type.Name()}, {operands[position].Type.Name()} is given");
            if (input.Memory == TensorMemory.Constant) throw context.Refusal($"input {position} of subgraph {index} is a constant");
        }
        for (var position = 0; position < outputCount; position++) Outputs[position] = _runner.Output(position);
    }

    public RuntimeTensor[] Inputs { get; }
    public RuntimeTensor[] Outputs { get; }
    /// <summary>Whether all shapes were known once those of the inputs were.</summary>
    public bool IsStatic => _runner.HasStaticOutputs;

    /// <summary>The operands of an operator from <paramref name="first"/> on.</summary>
    public static RuntimeTensor[] Operands(KernelContext context, int first)
    {
        var operands = new RuntimeTensor[Math.Max(context.InputCount - first, 0)];
        for (var index = 0; index < operands.Length; index++) operands[index] = context.Input(first + index);
        return operands;
    }

    /// <summary>Gives the inputs the shapes of these tensors and prepares the graph; nothing happens where it is prepared for them.</summary>
    public void Shape(ReadOnlySpan<RuntimeTensor> sources)
    {
        for (var position = 0; position < sources.Length; position++) _runner.ResizeInput(Inputs[position].Index, sources[position].Shape);
        _runner.AllocateTensors();
    }

    /// <summary>Copies the values of these tensors into the inputs.</summary>
    public void Fill(KernelContext context, ReadOnlySpan<RuntimeTensor> sources)
    {
        for (var position = 0; position < sources.Length; position++)
        {
            var (source, input) = (sources[position], Inputs[position]);
            if (source.Type == TensorType.String) _runner.SetString(input, source.Bytes);
            else if (source.ByteCount == input.ByteCount) source.Bytes.CopyTo(input.Write<byte>());
            else throw context.Refusal($"input {position} of subgraph {_runner.Index} takes {input.ByteCount} bytes, {source.ByteCount} are given");
        }
    }

    public void Invoke() => _runner.Invoke();

    /// <summary>Shapes, fills and invokes.</summary>
    public void Run(KernelContext context, ReadOnlySpan<RuntimeTensor> sources)
    {
        Shape(sources);
        Fill(context, sources);
        Invoke();
    }

    /// <summary>Gives the operator's outputs the shapes of these results, or makes them dynamic where those are not fixed.</summary>
    public static void PrepareOutputs(KernelContext context, ReadOnlySpan<RuntimeTensor> results, bool isStatic)
    {
        for (var index = 0; index < results.Length; index++)
        {
            var (output, result) = (context.Output(index), results[index]);
            if (output.Type != result.Type) throw context.Refusal($"output {index} is {output.Type.Name()}, the subgraph gives {result.Type.Name()}");
            if (!isStatic || output.Type == TensorType.String) context.MakeDynamic(output);
            else context.Resize(output, result.Shape);
        }
    }

    /// <summary>Copies results into the operator's outputs.</summary>
    public static void Return(KernelContext context, ReadOnlySpan<RuntimeTensor> results)
    {
        for (var index = 0; index < results.Length; index++)
        {
            var (output, result) = (context.Output(index), results[index]);
            if (output.Memory == TensorMemory.Dynamic)
            {
                context.Resize(output, result.Shape);
                if (output.Type == TensorType.String) context.ResizeBytes(output, result.ByteCount);
            }
            if (output.ByteCount != result.ByteCount) throw context.Refusal($"output {index} takes {output.ByteCount} bytes, the subgraph gives {result.ByteCount}");
            result.Bytes.CopyTo(output.Write<byte>());
        }
    }
}
