using System.Numerics;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The tensors of an operator that multiplies an input by weights.</summary>
internal readonly record struct ProductOperands(RuntimeTensor Input, RuntimeTensor Weights, RuntimeTensor? Bias, RuntimeTensor Output);

/// <summary>Which combinations of types such operators know.</summary>
internal enum ProductKind { Single, Hybrid, Int8, UInt8, UInt8ToInt16, Int16, Int16WithInt32Sums, Int16ByInt16, Int8ToInt32 }

/// <summary>Types, quantization and output stage of a convolution or matrix product: everything but its shape. Chooses the product and the output stage that an
/// <see cref="IProductLoop"/> runs with.</summary>
internal sealed class ProductForm
{
    private readonly ProductOperands _operands;
    private readonly ProductRounding _rounding;
    private readonly (int Min, int Max) _range;
    private readonly (float Min, float Max) _singleRange;
    private readonly FixedPointFactor[] _factors = [];
    private readonly double[] _realFactors = [];
    private readonly float[] _weightScales = [];
    private readonly int _rowLength, _quantized, _tail, _lanes;
    private readonly bool _isAsymmetric;

    /// <param name="channels">Output channels; a bias has one element for each, weights one scale or one for each.</param>
    /// <param name="channelDimension">The dimension of the weights that they are.</param>
    /// <param name="rowLength">Elements of the input that a hybrid form quantizes together.</param>
    public ProductForm(KernelContext context, ProductKind kind, ProductOperands operands, int channels, int channelDimension, ActivationFunctionType activation,
        ProductRounding rounding, int rowLength, bool isAsymmetric)
    {
        (Kind, _operands, _rounding, _rowLength, _isAsymmetric) = (kind, operands, rounding, rowLength, isAsymmetric);
        _lanes = context.Kernels.RequantizedLanes;
        _tail = rounding.Lanes > 1 ? channels - channels % rounding.Lanes : int.MaxValue;
        foreach (var tensor in (ReadOnlySpan<RuntimeTensor?>)[operands.Input, operands.Bias])
            if (tensor is not null && WeightBytes.SparsityOf(context, tensor) is not null) throw context.Refusal($"{tensor} is sparse; only weights can be");
        CheckBias(context, channels);
        if (kind is ProductKind.Single or ProductKind.Hybrid) _singleRange = ActivationRange.Single(activation);
        if (kind is ProductKind.Single or ProductKind.Int8ToInt32) return;
        _weightScales = WeightScales(context, channels, channelDimension);
        if (rounding.LosesChannelScales) _weightScales = new float[channels];
        if (kind == ProductKind.Hybrid)
        {
            _quantized = context.RequestScratch(rowLength);
            return;
        }
        CheckQuantization(context);
        if (rounding.MultipliesInSingle || rounding.ChecksBias) CheckBiasScale(context);
        _range = FusedActivation.Quantized(context, activation, operands.Output);
        (_realFactors, _factors) = (new double[_weightScales.Length], new FixedPointFactor[_weightScales.Length]);
        for (var index = 0; index < _factors.Length; index++) _factors[index] = FixedPointFactor.Of(_realFactors[index] = RealFactor(_weightScales[index]));
    }

    public ProductKind Kind { get; }

    /// <summary>Bounds of float results.</summary>
    public (float Min, float Max) SingleRange => _singleRange;

    /// <summary>The kind for the operands' types.</summary>
    /// <exception cref="Interpretation.InterpreterException">No kernel knows them.</exception>
    public static ProductKind KindOf(KernelContext context, ProductOperands operands, TensorType quantizedBiasType = TensorType.Float32) =>
        (operands.Input.Type, operands.Weights.Type, operands.Output.Type) switch
        {
            (TensorType.Float32, TensorType.Float32, TensorType.Float32) => ProductKind.Single,
            (TensorType.Float32, TensorType.Int8 or TensorType.UInt8 or TensorType.Int4 or TensorType.Int2, TensorType.Float32) => ProductKind.Hybrid,
            (TensorType.Int8, TensorType.Int8 or TensorType.Int4 or TensorType.Int2, TensorType.Int8) => ProductKind.Int8,
            (TensorType.UInt8, TensorType.UInt8, TensorType.UInt8) => ProductKind.UInt8,
            (TensorType.UInt8, TensorType.UInt8, TensorType.Int16) => ProductKind.UInt8ToInt16,
            (TensorType.Int16, TensorType.Int8 or TensorType.Int4 or TensorType.Int2, TensorType.Int16) =>
                operands.Bias?.Type == TensorType.Int32 || operands.Bias is null && (quantizedBiasType == TensorType.Int32 || context.Runtime == PlayedRuntime.TFLite29)
                    ? ProductKind.Int16WithInt32Sums : ProductKind.Int16,
            (TensorType.Int16, TensorType.Int16, TensorType.Int16) => ProductKind.Int16ByInt16,
            (TensorType.Int8, TensorType.Int8, TensorType.Int32) => ProductKind.Int8ToInt32,
            _ => throw context.Refusal($"there is no kernel for an input of {operands.Input.Type.Name()}, weights of {operands.Weights.Type.Name()} and an output of {operands.Output.Type.Name()}"),
        };

    /// <summary>The kind for the operands of a convolution, whose integer weights have no zero point unless they are UINT8.</summary>
    public static ProductKind ConvolutionKindOf(KernelContext context, ProductOperands operands, TensorType quantizedBiasType = TensorType.Float32)
    {
        var kind = KindOf(context, operands, quantizedBiasType);
        if (kind is ProductKind.UInt8ToInt16 or ProductKind.Int16ByInt16 or ProductKind.Int8ToInt32)
            throw context.Refusal($"there is no kernel for an input of {operands.Input.Type.Name()}, weights of {operands.Weights.Type.Name()} and an output of {operands.Output.Type.Name()}");
        if (kind is ProductKind.Int8 or ProductKind.Int16 or ProductKind.Int16WithInt32Sums && operands.Weights.ZeroPoint != 0)
            throw context.Refusal($"the weights have the zero point {operands.Weights.ZeroPoint}; 0 is expected");
        return kind;
    }

    /// <summary>Runs a loop over the operands' own bytes.</summary>
    public void Run<TLoop>(KernelContext context, TLoop loop, WeightBytes weights) where TLoop : IProductLoop, allows ref struct =>
        Run(context, loop, _operands.Input.Bytes, weights.Read(context), _operands.Output.Write<byte>());

    public void Run<TLoop>(KernelContext context, TLoop loop, ReadOnlySpan<byte> input, ReadOnlySpan<byte> weights, Span<byte> output) where TLoop : IProductLoop, allows ref struct
    {
        if (output.IsEmpty) return;
        switch (Kind)
        {
            case ProductKind.Single:
                loop.Run<float, float, float, float, SingleProduct, SingleStage>(Cast<float>(input), Cast<float>(weights), MemoryMarshal.Cast<byte, float>(output), default,
                    new(Bias<float>(), _singleRange.Min, _singleRange.Max));
                break;
            case ProductKind.Hybrid: RunHybrid(context, loop, Cast<float>(input), Cast<sbyte>(weights), MemoryMarshal.Cast<byte, float>(output)); break;
            case ProductKind.Int8: Run32<TLoop, sbyte, sbyte, sbyte>(loop, input, weights, output); break;
            case ProductKind.UInt8: Run32<TLoop, byte, byte, byte>(loop, input, weights, output); break;
            case ProductKind.UInt8ToInt16: Run32<TLoop, byte, byte, short>(loop, input, weights, output); break;
            case ProductKind.Int16WithInt32Sums: Run32<TLoop, short, sbyte, short>(loop, input, weights, output); break;
            case ProductKind.Int16: Run64<TLoop, sbyte>(loop, input, weights, output); break;
            case ProductKind.Int16ByInt16: Run64<TLoop, short>(loop, input, weights, output); break;
            case ProductKind.Int8ToInt32:
                loop.Run<sbyte, sbyte, int, int, IntegerProduct<sbyte, sbyte, int>, RawStage>(Cast<sbyte>(input), Cast<sbyte>(weights), MemoryMarshal.Cast<byte, int>(output), default, default);
                break;
        }
    }

    private void Run32<TLoop, TInput, TWeight, TOutput>(TLoop loop, ReadOnlySpan<byte> input, ReadOnlySpan<byte> weights, Span<byte> output)
        where TLoop : IProductLoop, allows ref struct
        where TInput : unmanaged, INumberBase<TInput>
        where TWeight : unmanaged, INumberBase<TWeight>
        where TOutput : unmanaged, IBinaryInteger<TOutput>
    {
        var from = Cast<TInput>(input);
        var by = Cast<TWeight>(weights);
        var to = MemoryMarshal.Cast<byte, TOutput>(output);
        var product = new IntegerProduct<TInput, TWeight, int>(_operands.Input.ZeroPoint, WeightZeroPoint);
        if (_rounding.Sums32 is { } rounding)
            loop.Run<TInput, TWeight, int, TOutput, IntegerProduct<TInput, TWeight, int>, FixedPointStage<TOutput>>(from, by, to, product,
                new(_factors, Bias<int>(), rounding, _tail, _operands.Output.ZeroPoint, _range.Min, _range.Max));
        else
            loop.Run<TInput, TWeight, int, TOutput, IntegerProduct<TInput, TWeight, int>, RealStage<int, TOutput>>(from, by, to, product,
                new(_realFactors, Bias<int>(), _operands.Output.ZeroPoint, _range.Min, _range.Max));
    }

    private void Run64<TLoop, TWeight>(TLoop loop, ReadOnlySpan<byte> input, ReadOnlySpan<byte> weights, Span<byte> output)
        where TLoop : IProductLoop, allows ref struct
        where TWeight : unmanaged, INumberBase<TWeight>
    {
        var from = Cast<short>(input);
        var by = Cast<TWeight>(weights);
        var to = MemoryMarshal.Cast<byte, short>(output);
        var product = new IntegerProduct<short, TWeight, long>(_operands.Input.ZeroPoint, WeightZeroPoint);
        if (_rounding.IsReal64)
            loop.Run<short, TWeight, long, short, IntegerProduct<short, TWeight, long>, RealStage<long, short>>(from, by, to, product,
                new(_realFactors, Bias<long>(), _operands.Output.ZeroPoint, _range.Min, _range.Max));
        else
            loop.Run<short, TWeight, long, short, IntegerProduct<short, TWeight, long>, NarrowStage>(from, by, to, product,
                new(_factors, Bias<long>(), _operands.Output.ZeroPoint, _range.Min, _range.Max));
    }

    private void RunHybrid<TLoop>(KernelContext context, TLoop loop, ReadOnlySpan<float> input, ReadOnlySpan<sbyte> weights, Span<float> output) where TLoop : IProductLoop, allows ref struct
    {
        var rows = _rowLength == 0 ? 1 : input.Length / _rowLength;
        var quantized = context.Scratch<sbyte>(_quantized)[.._rowLength];
        var outputLength = output.Length / Math.Max(rows, 1);
        for (var row = 0; row < rows; row++)
        {
            var values = input.Slice(row * _rowLength, _rowLength);
            var (scale, zeroPoint) = _isAsymmetric ? HybridQuantization.Asymmetric(values, quantized) : (HybridQuantization.Symmetric(values, quantized), 0);
            loop.Run<sbyte, sbyte, int, float, IntegerProduct<sbyte, sbyte, int>, HybridStage>(quantized, weights, output.Slice(row * outputLength, outputLength), new(zeroPoint, 0),
                new(scale, _weightScales, Bias<float>(), _singleRange.Min, _singleRange.Max));
        }
    }

    /// <summary>Of a hybrid form: the scale of each output channel's weights, and whether the activations are quantized with a zero point.</summary>
    public ReadOnlySpan<float> ChannelScales => _weightScales;
    public bool IsAsymmetric => _isAsymmetric;

    public int WeightZeroPoint => _operands.Weights.Quantization.IsPerChannel ? 0 : _operands.Weights.ZeroPoint;

    /// <summary>A known bias, empty where there is none.</summary>
    public ReadOnlySpan<T> BiasValues<T>() where T : unmanaged => Bias<T>();

    /// <summary>The output stage of 32-bit sums for a kernel set; null where channels round in two ways, or an output of 8 bits is not what it gives.</summary>
    /// <param name="order">The channel of each column of sums, −1 for none.</param>
    public Requantizer? Requantizer(ReadOnlySpan<int> order) =>
        _tail != int.MaxValue || Kind is not (ProductKind.Int8 or ProductKind.UInt8) ? null
        : _rounding.Sums32 is { } rounding ? new(_lanes, WeightPacking.Ordered<FixedPointFactor>(_factors, order), order.Length, rounding, _operands.Output.ZeroPoint, _range.Min, _range.Max)
        : new(_lanes, WeightPacking.Ordered<double>(_realFactors, order), order.Length, _operands.Output.ZeroPoint, _range.Min, _range.Max);

    /// <summary>The output stage of 64-bit sums for a kernel set; null where it has to be the plain one.</summary>
    public WordRequantizer? WordRequantizer(ReadOnlySpan<int> order)
    {
        if (_lanes < 8 || Kind is not (ProductKind.Int16 or ProductKind.Int16ByInt16)) return null;
        var bias = WeightPacking.Ordered(Bias<long>(), order);
        return _rounding.IsReal64 ? Micro.WordRequantizer.Of(WeightPacking.Ordered<double>(_realFactors, order), bias, _range.Min, _range.Max)
            : Micro.WordRequantizer.Of(WeightPacking.Ordered<FixedPointFactor>(_factors, order), bias, _range.Min, _range.Max);
    }

    private ReadOnlySpan<T> Bias<T>() where T : unmanaged => _operands.Bias is { } bias ? bias.Read<T>() : default;

    private static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    private double RealFactor(float weightScale)
    {
        var (input, output) = (_operands.Input.Scale, _operands.Output.Scale);
        return (_rounding.MultipliesInSingle ? input * weightScale : (double)input * weightScale) / output;
    }

    private void CheckBias(KernelContext context, int channels)
    {
        if (_operands.Bias is not { } bias) return;
        var expected = Kind switch
        {
            ProductKind.Single or ProductKind.Hybrid => TensorType.Float32,
            ProductKind.Int16 or ProductKind.Int16ByInt16 => TensorType.Int64,
            _ => TensorType.Int32,
        };
        if (bias.Type != expected)
            throw context.Refusal($"the bias is {bias.Type.Name()}; with an input of {_operands.Input.Type.Name()} {expected.Name()} is expected");
        if (bias.Count != channels) throw context.Refusal($"the bias {bias} has {bias.Count} elements for {channels} output channels");
        if (expected != TensorType.Float32 && bias.ZeroPoint != 0) throw context.Refusal($"the bias has the zero point {bias.ZeroPoint}; 0 is expected");
    }

    /// <summary>A bias whose scale is not that of the sums would be added wrongly; kernels with one scale for all channels check it.</summary>
    private void CheckBiasScale(KernelContext context)
    {
        if (_operands.Bias is not { } bias || _operands.Weights.Quantization.IsPerChannel) return;
        var sums = (double)_operands.Input.Scale * _operands.Weights.Scale;
        if (Math.Abs(sums - (bias.Quantization.IsPerChannel ? 0 : bias.Scale)) / _operands.Output.Scale > 0.02)
            throw context.Refusal($"the bias has the scale {bias.Scale:R}; input scale × weight scale, {sums:R}, is expected");
    }

    private float[] WeightScales(KernelContext context, int channels, int channelDimension)
    {
        var quantization = _operands.Weights.Quantization;
        if (quantization.Scales.Length == 0) throw context.Refusal($"the weights {_operands.Weights} have no scale");
        if (quantization.IsPerChannel && quantization.QuantizedDimension != channelDimension)
            throw context.Refusal($"the weights have a scale for each index of dimension {quantization.QuantizedDimension}; dimension {channelDimension} is expected");
        if (quantization.IsPerChannel && quantization.Scales.Length != channels)
            throw context.Refusal($"the weights have {quantization.Scales.Length} scales for {channels} output channels");
        if (!quantization.IsPerChannel)
        {
            var scales = new float[channels];
            for (var index = 0; index < channels; index++) scales[index] = quantization.Scale;
            return scales;
        }
        foreach (var zeroPoint in quantization.ZeroPoints)
            if (zeroPoint != 0) throw context.Refusal($"weights with a scale for each channel have the zero point {zeroPoint}; 0 is expected");
        return quantization.Scales;
    }

    // Scales of zero, below zero or without a value give numbers, as they do in the runtime.
    private void CheckQuantization(KernelContext context)
    {
        if (_operands.Input.Quantization.Scales.Length == 0) throw context.Refusal($"the input {_operands.Input} has no scale");
        foreach (var tensor in (ReadOnlySpan<RuntimeTensor>)[_operands.Input, _operands.Output])
            if (tensor.Type == TensorType.Int16 && tensor.ZeroPoint != 0)
                throw context.Refusal($"tensor {tensor.Index} `{tensor.Name}` has the zero point {tensor.ZeroPoint}; 0 is expected for INT16");
    }
}
