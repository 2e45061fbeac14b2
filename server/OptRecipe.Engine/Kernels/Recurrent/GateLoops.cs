using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The element-wise part of a float LSTM in vectors of a set's width.</summary>
internal abstract class GateLoops
{
    /// <summary>Null where the set has no vectors.</summary>
    public static GateLoops? Of(MicroKernelSet kernels) => kernels.VectorBits switch
    {
        512 => new GateLoops<Floats512>(),
        256 => new GateLoops<Floats256>(),
        128 => new GateLoops<Floats128>(),
        _ => null,
    };

    /// <summary>x = σ(x).</summary>
    public abstract void Sigmoid(Span<float> x);

    /// <summary>x = tanh(x).</summary>
    public abstract void Tanh(Span<float> x);

    /// <summary>c = f × c + i × u; i is 1 − f where there is no input gate.</summary>
    public abstract void Update(Span<float> c, ReadOnlySpan<float> f, ReadOnlySpan<float> i, ReadOnlySpan<float> u);

    /// <summary>x = x × y.</summary>
    public abstract void Multiply(Span<float> x, ReadOnlySpan<float> y);

    public void Apply(Span<float> x, ActivationFunctionType activation)
    {
        if (activation == ActivationFunctionType.Tanh) Tanh(x);
        else RecurrentActivation.Apply(x, activation);
    }
}

/// <summary>What is left at the end goes through a vector too, so that a number's result does not depend on its place.</summary>
internal sealed unsafe class GateLoops<T> : GateLoops where T : struct, IFloats<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sigmoid(Span<float> x)
    {
        var rest = stackalloc float[T.Count];
        fixed (float* values = x)
        {
            var index = 0;
            for (; index <= x.Length - T.Count; index += T.Count) Sigmoid(T.Load(values + index)).Store(values + index);
            if (index == x.Length) return;
            Fill(x[index..], rest);
            Sigmoid(T.Load(rest)).Store(rest);
            new ReadOnlySpan<float>(rest, x.Length - index).CopyTo(x[index..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Tanh(Span<float> x)
    {
        var rest = stackalloc float[T.Count];
        fixed (float* values = x)
        {
            var index = 0;
            for (; index <= x.Length - T.Count; index += T.Count) Exponential.Tanh(T.Load(values + index)).Store(values + index);
            if (index == x.Length) return;
            Fill(x[index..], rest);
            Exponential.Tanh(T.Load(rest)).Store(rest);
            new ReadOnlySpan<float>(rest, x.Length - index).CopyTo(x[index..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Update(Span<float> c, ReadOnlySpan<float> f, ReadOnlySpan<float> i, ReadOnlySpan<float> u)
    {
        var index = 0;
        fixed (float* cell = c, forget = f, input = i, values = u)
        {
            for (; index <= c.Length - T.Count; index += T.Count)
            {
                var kept = T.Load(forget + index);
                var open = i.IsEmpty ? T.All(1) - kept : T.Load(input + index);
                (T.Load(cell + index) * kept + T.Load(values + index) * open).Store(cell + index);
            }
        }
        for (; index < c.Length; index++)
        {
            var kept = c[index] * f[index];
            c[index] = kept + u[index] * (i.IsEmpty ? 1 - f[index] : i[index]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(Span<float> x, ReadOnlySpan<float> y)
    {
        var index = 0;
        fixed (float* to = x, by = y)
        {
            for (; index <= x.Length - T.Count; index += T.Count) (T.Load(to + index) * T.Load(by + index)).Store(to + index);
        }
        for (; index < x.Length; index++) x[index] *= y[index];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sigmoid(T x) => T.All(1) / (T.All(1) + Exponential.Exp(T.All(0) - x));

    private static void Fill(ReadOnlySpan<float> values, float* rest)
    {
        var vector = new Span<float>(rest, T.Count);
        vector.Clear();
        values.CopyTo(vector);
    }
}
