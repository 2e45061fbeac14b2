using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

internal enum ReduceFunction { Sum, Product, Maximum, Minimum, Any, All }

/// <summary>Reductions in the stored type itself: sums and products of integers wrap. A fold over some of the dimensions starts with the function's neutral element, one over all of
/// them (but for TensorFlow Lite 2.9) with the first element: so a NaN is skipped by maximum and minimum unless it stands first in such a fold.</summary>
internal static class PlainFold
{
    public static bool Takes(TensorType type) =>
        type is TensorType.Float32 or TensorType.Int32 or TensorType.Int64 or TensorType.UInt8 or TensorType.Int8 or TensorType.Int16 or TensorType.Bool;

    public static void Run(KernelContext context, ReduceFunction function, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output)
    {
        switch (input.Type)
        {
            case TensorType.Float32: Run<float>(context, function, plan, input, output); break;
            case TensorType.Int32: Run<int>(context, function, plan, input, output); break;
            case TensorType.Int64: Run<long>(context, function, plan, input, output); break;
            case TensorType.UInt8: Run<byte>(context, function, plan, input, output); break;
            case TensorType.Int8: Run<sbyte>(context, function, plan, input, output); break;
            case TensorType.Int16: Run<short>(context, function, plan, input, output); break;
            case TensorType.Bool: RunBool(function, plan, input.Read<byte>(), output.Write<byte>()); break;
        }
    }

    private static void Run<T>(KernelContext context, ReduceFunction function, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var from = input.Read<T>();
        var to = output.Write<T>();
        var (startsWithFirst, flushes) = (plan.FoldsAll && ArithmeticTable.FoldOfAllStartsWithFirst(context.Runtime), Denormals.AreFlushed(context.Runtime));
        if (context.Kernels.HasProducts && !from.IsEmpty && VectorFold.TryRun(context.Workers, function, plan, from, to, startsWithFirst, flushes)) return;
        switch (function)
        {
            case ReduceFunction.Sum: plan.Fold(from, to, new Folding<T, SumOf<T>>(startsWithFirst, flushes)); break;
            case ReduceFunction.Product: plan.Fold(from, to, new Folding<T, ProductOf<T>>(startsWithFirst, flushes)); break;
            case ReduceFunction.Maximum: plan.Fold(from, to, new Folding<T, MaximumOf<T>>(startsWithFirst, flushes)); break;
            case ReduceFunction.Minimum: plan.Fold(from, to, new Folding<T, MinimumOf<T>>(startsWithFirst, flushes)); break;
        }
    }

    /// <summary>Of truths, the sum and the maximum are "any", the product and the minimum "all".</summary>
    private static void RunBool(ReduceFunction function, ReductionPlan plan, ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (function is ReduceFunction.Any or ReduceFunction.Sum or ReduceFunction.Maximum) plan.Fold(input, output, default(AnyOf));
        else plan.Fold(input, output, default(AllOf));
    }

    private interface IFold<T>
    {
        static abstract T Neutral { get; }
        static abstract T Combine(T sum, T x);
    }

    private readonly struct Folding<T, TFold>(bool startsWithFirst, bool flushes) : IReducer<T, T> where TFold : IFold<T>
    {
        public T Empty => TFold.Neutral;
        public T First(T x) => startsWithFirst ? Read(x) : TFold.Combine(TFold.Neutral, Read(x));
        public T Next(T sum, T x) => TFold.Combine(sum, Read(x));
        private T Read(T x) => flushes ? Denormals.Flush(x) : x;
    }

    private readonly struct SumOf<T> : IFold<T> where T : INumber<T>
    {
        public static T Neutral => T.Zero;
        public static T Combine(T sum, T x) => sum + x;
    }

    private readonly struct ProductOf<T> : IFold<T> where T : INumber<T>
    {
        public static T Neutral => T.One;
        public static T Combine(T sum, T x) => sum * x;
    }

    private readonly struct MaximumOf<T> : IFold<T> where T : INumber<T>, IMinMaxValue<T>
    {
        public static T Neutral => T.MinValue;
        public static T Combine(T sum, T x) => x > sum ? x : sum;
    }

    private readonly struct MinimumOf<T> : IFold<T> where T : INumber<T>, IMinMaxValue<T>
    {
        public static T Neutral => T.MaxValue;
        public static T Combine(T sum, T x) => x < sum ? x : sum;
    }

    private readonly struct AnyOf : IReducer<byte, byte>
    {
        public byte Empty => 0;
        public byte First(byte x) => x != 0 ? (byte)1 : (byte)0;
        public byte Next(byte sum, byte x) => (sum | x) != 0 ? (byte)1 : (byte)0;
    }

    private readonly struct AllOf : IReducer<byte, byte>
    {
        public byte Empty => 1;
        public byte First(byte x) => x != 0 ? (byte)1 : (byte)0;
        public byte Next(byte sum, byte x) => sum != 0 && x != 0 ? (byte)1 : (byte)0;
    }
}
