using OptRecipe.TFLite;
using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

/// <summary>Sums of products: float32, uint8, int8 with one scale or one for each channel, int16 by int8, and float32 by int8 weights (hybrid).</summary>
internal static class Products
{
    private enum Form { Float, Int8PerChannel, UInt8, Int16, Hybrid, Int8, HybridPerChannel }

    /// <summary>What the forms ask of the four tensors. The output's scale goes from multipliers far below 1 to some above it.</summary>
    private sealed class Arithmetic
    {
        private readonly CaseWriter c;
        private readonly Form form;
        private readonly Affine input, output;
        private readonly float weightScale;

        public Arithmetic(CaseWriter c, Form form, int depth)
        {
            (this.c, this.form) = (c, form);
            weightScale = (float)Math.Exp(c.Random.NextDouble() * 4 - 6);
            if (form is Form.Float or Form.Hybrid or Form.HybridPerChannel)
            {
                c.Tolerance = form == Form.Float ? Tolerance.Sum(depth + 1, 4 * depth + 2) : Tolerance.Sum(depth + 4, depth * weightScale * 128 * 2 + 2);
                return;
            }
            input = c.Affine(InputType);
            var typical = input.Scale * weightScale * 70 * Math.Sqrt(depth) * (form == Form.Int16 ? 20000 : 70);
            var factor = c.Chance(0.15) ? 1e-3 : c.Chance(0.15) ? 1e3 : Math.Exp(c.Random.NextDouble() * 3 - 1.5);
            output = c.Affine(InputType, (float)(typical / 60 * factor));
        }

        public T InputType => form switch { Form.Float or Form.Hybrid or Form.HybridPerChannel => T.Float32, Form.UInt8 => T.UInt8, Form.Int16 => T.Int16, _ => T.Int8 };
        public T WeightType => form switch { Form.Float => T.Float32, Form.UInt8 => T.UInt8, _ => T.Int8 };

        public void Input(int[] shape, bool isConstant = false)
        {
            if (isConstant) c.Constant(InputType, shape, input); else c.Input(InputType, shape, input);
        }

        public float[] Weights(int[] shape, int channelDimension)
        {
            var count = shape[channelDimension];
            var isPerChannel = form is Form.Int8PerChannel or Form.Int16 or Form.HybridPerChannel;
            var scales = Enumerable.Range(0, isPerChannel ? count : 1).Select(_ => weightScale * (isPerChannel ? (float)Math.Exp(c.Random.NextDouble() * 2 - 1) : 1)).ToArray();
            if (form == Form.Float) c.Constant(T.Float32, shape);
            else if (form == Form.UInt8) c.Constant(T.UInt8, shape, c.Affine(T.UInt8, weightScale));
            else c.PerChannel(T.Int8, shape, channelDimension, scales, Fill.Of(-127, 127));
            return scales;
        }

        public void Bias(int count, float[] scales)
        {
            switch (form)
            {
                case Form.Float or Form.Hybrid or Form.HybridPerChannel: c.Constant(T.Float32, [count]); break;
                case Form.Int16: c.PerChannel(T.Int64, [count], 0, [.. scales.Select(scale => scale * input.Scale)], Fill.Of(-100000, 100000)); break;
                default: c.PerChannel(T.Int32, [count], 0, [.. scales.Select(scale => scale * input.Scale)], Fill.Of(-3000, 3000)); break;
            }
        }

        public void Output() => c.Output(InputType, output);
    }

    public static void FullyConnected(CaseWriter c)
    {
        var form = c.Cycle(Form.Float, Form.Int8, Form.UInt8, Form.Hybrid, Form.Int16, Form.Int8PerChannel);
        var (depth, count) = (c.Chance(0.2) ? c.Next(30, 200) : c.Next(1, 20), c.Next(1, 12));
        var numbers = new Arithmetic(c, form, depth);
        c.Activation();
        c.Option("keep_num_dims", c.Chance(0.3));
        if (form == Form.Hybrid) c.Option("asymmetric_quantize_inputs", c.Chance(0.5));
        numbers.Input([.. c.Shape(0, 2, 4, mayBeEmpty: false), c.Next(1, 2), depth]);
        var scales = numbers.Weights([count, depth], 0);
        if (c.Chance(0.75)) numbers.Bias(count, scales);
        else c.Omit();
        numbers.Output();
    }

    public static void BatchMatMul(CaseWriter c)
    {
        var form = c.Cycle(Form.Float, Form.Int8, Form.Hybrid, Form.Int16);
        var (rows, depth, columns) = (c.Next(1, 6), c.Chance(0.2) ? c.Next(16, 70) : c.Chance(0.1) ? c.Next(250, 600) : c.Next(1, 12), c.Chance(0.2) ? c.Next(16, 40) : c.Next(1, 6));
        var (batchA, batchB) = c.Broadcast(2);
        if (CaseWriter.Count(batchA) * CaseWriter.Count(batchB) == 0) (batchA, batchB) = ([], []);
        var (isLeftTurned, isRightTurned) = (c.Chance(0.3), c.Chance(0.4));
        c.Option("adj_x", isLeftTurned).Option("adj_y", isRightTurned);
        if (form == Form.Hybrid) c.Option("asymmetric_quantize_inputs", c.Chance(0.5));
        int[] left = [.. batchA, .. isLeftTurned ? new[] { depth, rows } : [rows, depth]];
        int[] right = [.. batchB, .. isRightTurned ? new[] { columns, depth } : [depth, columns]];
        var type = form switch { Form.Int8 => T.Int8, Form.Int16 => T.Int16, _ => T.Float32 };
        c.Tolerance = form == Form.Hybrid ? Tolerance.Sum(depth + 4, depth * 4) : Tolerance.Sum(depth, 4 * depth);
        c.Either(type, left, c.Affine(type));
        if (form == Form.Hybrid) c.Constant(T.Int8, right, new(0.013f, 0), Fill.Of(-127, 127));
        else c.Either(type, right, c.Affine(type));
        var output = c.Affine(type);
        c.Output(type, output with { Scale = output.Scale * 30 });
    }

    public static void Convolution(CaseWriter c, bool isDepthwise)
    {
        var form = isDepthwise ? c.Cycle(Form.Float, Form.Int8PerChannel, Form.UInt8, Form.Int16, Form.HybridPerChannel)
            : c.Cycle(Form.Float, Form.Int8PerChannel, Form.UInt8, Form.Int16, Form.Hybrid, Form.HybridPerChannel, Form.Int8);
        var (height, width) = (c.Next(1, 10), c.Next(1, 10));
        var isPointwise = !isDepthwise && c.Chance(0.25);
        var (filterHeight, filterWidth) = isPointwise ? (1, 1) : (c.Next(1, 5), c.Next(1, 5));
        var (dilationHeight, dilationWidth) = c.Chance(0.3) ? (c.Pick(1, 2, 3, 50), c.Pick(1, 2, 3)) : (1, 1);
        var isSame = c.Chance(0.5) || height < (filterHeight - 1) * dilationHeight + 1 || width < (filterWidth - 1) * dilationWidth + 1;
        var channels = c.Chance(0.2) ? c.Next(8, 40) : c.Next(1, 8);
        var groups = !isDepthwise && channels % 2 == 0 && c.Chance(0.2) ? c.Pick(2, channels) : 1;
        var multiplier = c.Chance(0.5) ? 1 : c.Next(2, 4);
        var outputs = isDepthwise ? channels * multiplier : groups * c.Next(1, 9);
        // DEPTHWISE_CONV_2D knows one stride for both directions.
        var stride = Windows.Stride(c);
        c.Option("padding", isSame ? 0 : 1).Option("stride_h", stride).Option("stride_w", isDepthwise ? stride : Windows.Stride(c)).Option("dilation_h_factor", dilationHeight).Option("dilation_w_factor", dilationWidth);
        if (isDepthwise) c.Option("depth_multiplier", multiplier);
        c.Activation();
        var depth = filterHeight * filterWidth * (isDepthwise ? 1 : channels / groups);
        var numbers = new Arithmetic(c, form, depth);
        numbers.Input([c.Next(1, 2), height, width, channels]);
        var scales = numbers.Weights(isDepthwise ? [1, filterHeight, filterWidth, outputs] : [outputs, filterHeight, filterWidth, channels / groups], isDepthwise ? 3 : 0);
        numbers.Bias(outputs, scales);
        numbers.Output();
    }

    public static void TransposeConvolution(CaseWriter c)
    {
        var form = c.Cycle(Form.Float, Form.Int8PerChannel, Form.UInt8, Form.Int16, Form.HybridPerChannel);
        var (filterHeight, filterWidth, strideHeight, strideWidth) = (c.Next(1, 4), c.Next(1, 4), c.Next(1, 3), c.Next(1, 3));
        var (height, width, channels, outputs, batch) = (c.Next(1, 6), c.Next(1, 6), c.Next(1, 9), c.Next(1, 6), c.Next(1, 2));
        var isSame = c.Chance(0.5);
        int Size(int size, int filter, int stride) => isSame ? size * stride - c.Next(0, stride - 1) : (size - 1) * stride + filter;
        c.Option("padding", isSame ? 0 : 1).Option("stride_h", strideHeight).Option("stride_w", strideWidth);
        var numbers = new Arithmetic(c, form, filterHeight * filterWidth * channels);
        c.Parameter([batch, Size(height, filterHeight, strideHeight), Size(width, filterWidth, strideWidth), outputs]);
        var scales = numbers.Weights([outputs, filterHeight, filterWidth, channels], 0);
        numbers.Input([batch, height, width, channels]);
        if (c.Chance(0.7)) numbers.Bias(outputs, scales);
        numbers.Output();
    }

    public static void Convolution3D(CaseWriter c)
    {
        int[] sizes = [c.Next(1, 5), c.Next(1, 5), c.Next(1, 5)];
        var filter = sizes.Select(size => c.Next(1, Math.Min(size, 3))).ToArray();
        var (channels, outputs) = (c.Next(1, 4), c.Next(1, 5));
        Options3D(c, mayDilate: true);
        c.Activation();
        var depth = CaseWriter.Count(filter) * channels;
        c.Tolerance = Tolerance.Sum(depth + 1, 4 * depth + 2);
        c.Input(T.Float32, [c.Next(1, 2), .. sizes, channels]);
        c.Either(T.Float32, [.. filter, channels, outputs]);
        if (c.Chance(0.7)) c.Constant(T.Float32, [outputs]);
        c.Output(T.Float32);
    }

    public static void TransposeConvolution3D(CaseWriter c)
    {
        int[] sizes = [c.Next(1, 4), c.Next(1, 4), c.Next(1, 4)], filter = [c.Next(1, 3), c.Next(1, 3), c.Next(1, 3)];
        var (channels, outputs, batch) = (c.Next(1, 4), c.Next(1, 4), c.Next(1, 2));
        var (isSame, strides) = Options3D(c, mayDilate: false);
        c.Activation();
        var depth = CaseWriter.Count(filter) * channels;
        c.Tolerance = Tolerance.Sum(depth + 1, 4 * depth + 2);
        c.Parameter([batch, .. sizes.Index().Select(pair => isSame ? pair.Item * strides[pair.Index] : (pair.Item - 1) * strides[pair.Index] + filter[pair.Index]), outputs]);
        c.Either(T.Float32, [.. filter, outputs, channels]);
        c.Input(T.Float32, [batch, .. sizes, channels]);
        // The library compares the bias with the wrong dimension of the filter.
        if (outputs == channels && c.Chance(0.7)) c.Constant(T.Float32, [outputs]);
        c.Output(T.Float32);
    }

    public static void Fourier(CaseWriter c)
    {
        int[] lengths = [1 << c.Next(0, 4), 1 << c.Next(1, 4)];
        int[] shape = [.. c.Shape(0, 2, 3, mayBeEmpty: false), c.Next(1, 18), c.Next(1, 18)];
        var count = lengths[0] * lengths[1];
        c.Tolerance = Tolerance.Sum(8, 2 * count);
        c.Input(T.Float32, shape);
        c.Parameter(lengths);
        c.Output(T.Complex64);
    }

    private static (bool IsSame, int[] Strides) Options3D(CaseWriter c, bool mayDilate)
    {
        var isSame = c.Chance(0.5);
        int[] strides = [c.Next(1, 2), c.Next(1, 2), c.Next(1, 2)];
        c.Option("padding", isSame ? 0 : 1).Option("stride_d", strides[0]).Option("stride_h", strides[1]).Option("stride_w", strides[2]);
        if (mayDilate && isSame) c.Option("dilation_d_factor", c.Next(1, 2)).Option("dilation_h_factor", c.Next(1, 2)).Option("dilation_w_factor", c.Next(1, 2));
        return (isSame, strides);
    }
}
