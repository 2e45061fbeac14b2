namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>A function of one element; a struct, so that the loop around it is compiled for it.</summary>
public interface IUnaryFunction<TIn, TOut>
{
    TOut Apply(TIn x);
}

/// <summary>A function of two elements; a struct, so that the loop around it is compiled for it.</summary>
public interface IBinaryFunction<TA, TB, TOut>
{
    TOut Apply(TA a, TB b);
}

/// <summary>Loops over elements. The output may be the memory of an input of the same size.</summary>
public static class ElementwiseLoops
{
    public static void Unary<TIn, TOut, TFunction>(ReadOnlySpan<TIn> input, Span<TOut> output, TFunction function) where TFunction : struct, IUnaryFunction<TIn, TOut>
    {
        if (input.Length > output.Length) throw new ArgumentException("the output is too short", nameof(output));
        for (var index = 0; index < input.Length; index++) output[index] = function.Apply(input[index]);
    }

    /// <summary>output[i] = function(a[…], b[…]) with both operands walked as <paramref name="walk"/> says.</summary>
    public static void Binary<TA, TB, TOut, TFunction>(Broadcasting walk, ReadOnlySpan<TA> a, ReadOnlySpan<TB> b, Span<TOut> output, TFunction function)
        where TFunction : struct, IBinaryFunction<TA, TB, TOut>
    {
        if (output.IsEmpty) return;
        Span<int> position = stackalloc int[walk.Sizes.Length];
        position.Clear();
        var inner = walk.Sizes[^1];
        int aStep = walk.Strides(0)[^1], bStep = walk.Strides(1)[^1], aStart = 0, bStart = 0;
        for (var start = 0; start < output.Length; start += inner)
        {
            Row(a, aStart, aStep, b, bStart, bStep, output.Slice(start, inner), function);
            for (var dimension = position.Length - 2; dimension >= 0; dimension--)
            {
                aStart += walk.Strides(0)[dimension];
                bStart += walk.Strides(1)[dimension];
                if (++position[dimension] < walk.Sizes[dimension]) break;
                aStart -= walk.Strides(0)[dimension] * walk.Sizes[dimension];
                bStart -= walk.Strides(1)[dimension] * walk.Sizes[dimension];
                position[dimension] = 0;
            }
        }
    }

    private static void Row<TA, TB, TOut, TFunction>(ReadOnlySpan<TA> a, int aStart, int aStep, ReadOnlySpan<TB> b, int bStart, int bStep, Span<TOut> output, TFunction function)
        where TFunction : struct, IBinaryFunction<TA, TB, TOut>
    {
        if (aStep == 1 && bStep == 1)
        {
            a = a.Slice(aStart, output.Length);
            b = b.Slice(bStart, output.Length);
            for (var index = 0; index < output.Length; index++) output[index] = function.Apply(a[index], b[index]);
        }
        else
            for (var index = 0; index < output.Length; index++) output[index] = function.Apply(a[aStart + index * aStep], b[bStart + index * bStep]);
    }
}
