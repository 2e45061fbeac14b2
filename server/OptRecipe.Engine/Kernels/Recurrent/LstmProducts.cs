using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>The sums of all gates of a float LSTM at once: those of the inputs for a stretch of steps together, then step by step those of the previous output.</summary>
internal sealed class LstmProducts
{
    private const int Stretch = 32;
    private readonly StackedProduct _input, _recurrent;
    private readonly StackedProduct? _auxiliary;
    private readonly float[] _start;
    private readonly int _scratch;

    private LstmProducts(KernelContext context, StackedProduct input, StackedProduct recurrent, StackedProduct? auxiliary, float[] start, int steps)
    {
        (_input, _recurrent, _auxiliary, _start, Steps) = (input, recurrent, auxiliary, start, Math.Min(Stretch, steps));
        _scratch = context.RequestScratch((long)Steps * Stride * sizeof(float));
    }

    /// <summary>Steps that are begun together at most.</summary>
    public int Steps { get; }
    /// <summary>Elements from the sums of a step to those of the next.</summary>
    public int Stride => _input.Stride;

    /// <summary>Null where the gates have to be computed one by one.</summary>
    public static LstmProducts? Prepare(KernelContext context, LstmOperands operands, ActivationScheme scheme, int steps)
    {
        ReadOnlySpan<LstmGate> gates = operands.Input is { } first ? [first, operands.Forget, operands.Cell, operands.Output] : [operands.Forget, operands.Cell, operands.Output];
        var (inputs, recurrents, auxiliaries) = (new List<RuntimeTensor>(), new List<RuntimeTensor>(), new List<RuntimeTensor>());
        foreach (var gate in gates)
        {
            if (gate.Bias.Memory != TensorMemory.Constant) return null;
            inputs.Add(gate.Input);
            recurrents.Add(gate.Recurrent);
            if (gate.Auxiliary is { } auxiliary) auxiliaries.Add(auxiliary);
        }
        if (StackedProduct.Prepare(context, scheme, [.. inputs]) is not { } input || StackedProduct.Prepare(context, scheme, [.. recurrents]) is not { } recurrent) return null;
        var second = auxiliaries.Count > 0 ? StackedProduct.Prepare(context, scheme, [.. auxiliaries]) : null;
        if (auxiliaries.Count > 0 && second is null) return null;
        var start = new float[input.Stride];
        for (var index = 0; index < gates.Length; index++)
            if (gates[index].LayerNorm is null) gates[index].Bias.Read<float>().CopyTo(start.AsSpan(index * operands.Cells));
        return new(context, input, recurrent, second, start, steps);
    }

    /// <summary>Bias and products of the inputs of some steps; vectors follow each other at distances of whole vectors.</summary>
    public Span<float> Begin(KernelContext context, ReadOnlySpan<float> x, int distance, ReadOnlySpan<float> auxiliary, int auxiliaryDistance, int steps)
    {
        var sums = context.Scratch<float>(_scratch)[..(steps * Stride)];
        _input.Accumulate(context, x, distance, steps, _start, sums);
        if (!auxiliary.IsEmpty) _auxiliary?.Accumulate(context, auxiliary, auxiliaryDistance, steps, default, sums);
        return sums;
    }

    /// <summary>Adds the products of the previous output to the sums of one step.</summary>
    public void Recur(KernelContext context, ReadOnlySpan<float> h, Span<float> sums) => _recurrent.Accumulate(context, h, h.Length, 1, default, sums);
}
