using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>A function of one float32, for one number and for a vector of any width.</summary>
internal interface IFloatFunction : IUnaryFunction<float, float>
{
    /// <summary>Two numbers that the function needs, such as bounds; vectors of them are made once.</summary>
    (float First, float Second) Constants => default;
    /// <summary>The function of every lane; within two units in the last place of the plain one.</summary>
    static abstract T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T>;
}

/// <summary>Chooses the loop over float32 by the width of a kernel set.</summary>
internal static class FloatLoop
{
    public static ElementLoop Of<TFunction>(MicroKernelSet kernels, TFunction function) where TFunction : struct, IFloatFunction => kernels.VectorBits switch
    {
        512 => new FloatLoop<Floats512, TFunction>(function),
        256 => new FloatLoop<Floats256, TFunction>(function),
        128 => new FloatLoop<Floats128, TFunction>(function),
        _ => ElementLoop.Of<float, float, TFunction>(function),
    };
}

/// <summary>A function of float32 in vectors. What is left at the end goes through a vector too, so that a number's result does not depend on its place.</summary>
internal sealed unsafe class FloatLoop<TVector, TFunction>(TFunction function, bool flushes = false) : ElementLoop
    where TVector : struct, IFloats<TVector> where TFunction : struct, IFloatFunction
{
    public override ElementLoop WithFlushedDenormals() => new FloatLoop<TVector, TFunction>(function, true);

    public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count)
    {
        fixed (float* from = input.Read<float>().Slice(start, count), to = output.Write<float>().Slice(start, count)) Run(from, to, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Run(float* from, float* to, nint count)
    {
        var flush = flushes;
        var (first, second) = (TVector.All(function.Constants.First), TVector.All(function.Constants.Second));
        nint index = 0;
        for (; index <= count - TVector.Count; index += TVector.Count)
        {
            var x = TVector.Load(from + index);
            if (flush) x = TVector.Flush(x);
            x = TFunction.OfVector(x, first, second);
            if (flush) x = TVector.Flush(x);
            x.Store(to + index);
        }
        if (index == count) return;
        var rest = stackalloc float[TVector.Count];
        for (var lane = 0; lane < count - index; lane++) rest[lane] = from[index + lane];
        var last = TVector.Load(rest);
        if (flush) last = TVector.Flush(last);
        last = TFunction.OfVector(last, first, second);
        if (flush) last = TVector.Flush(last);
        last.Store(rest);
        for (var lane = 0; lane < count - index; lane++) to[index + lane] = rest[lane];
    }
}
