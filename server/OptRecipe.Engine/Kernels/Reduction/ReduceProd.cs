using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>REDUCE_PROD. Plain numbers are multiplied in their type. Quantized int8 and int16: p = q₀ − z, then p = p × (q − z) × f for each further element and once × f at the end,
/// f = input scale / ⁿ√(output scale), each time with the multiplier cut to 16 bits and halves up.</summary>
internal sealed class ReduceProd : ReductionKernel
{
    private bool _isQuantized;

    protected override int AccumulatorSize => _isQuantized ? sizeof(int) : 0;

    protected override void Check(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        _isQuantized = !input.Quantization.IsNone && input.Type is not (TensorType.Float32 or TensorType.Int32 or TensorType.Int64);
        if (!PlainFold.Takes(input.Type) || _isQuantized && input.Type is not (TensorType.Int8 or TensorType.Int16)) throw context.UnsupportedType(input);
        if (_isQuantized) CheckScales(context, input, output);
    }

    protected override void Compute(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output)
    {
        if (!_isQuantized) PlainFold.Run(context, ReduceFunction.Product, plan, input, output);
        else if (input.Type == TensorType.Int8) Compute<sbyte>(context, plan, input, output);
        else Compute<short>(context, plan, input, output);
    }

    private void Compute<T>(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var real = plan.FoldedCount == 0 ? 1 / (double)output.Scale : input.Scale / Math.Pow(output.Scale, 1.0 / plan.FoldedCount);
        var factor = FixedPointFactor.Of(real);
        var products = Accumulators<int>(context);
        plan.Fold(input.Read<T>(), products, new ScaledProduct<T>(input.ZeroPoint, factor));
        var results = output.Write<T>();
        for (var index = 0; index < results.Length; index++) results[index] = T.CreateSaturating(factor.Apply16(products[index]) + (long)output.ZeroPoint);
    }

    private readonly struct ScaledProduct<T>(int zeroPoint, FixedPointFactor factor) : IReducer<T, int> where T : unmanaged, INumber<T>
    {
        public int Empty => 1;
        public int First(T x) => int.CreateTruncating(x) - zeroPoint;
        public int Next(int product, T x) => factor.Apply16((long)product * (int.CreateTruncating(x) - zeroPoint));
    }
}
