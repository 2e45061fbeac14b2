using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What a pooling operator's options say.</summary>
internal readonly record struct PoolOptions(Padding Padding, int StrideHeight, int StrideWidth, int FilterHeight, int FilterWidth, ActivationFunctionType Activation)
{
    public static PoolOptions Of(KernelContext context)
    {
        var options = context.OptionsOf("Pool2DOptions");
        return new((Padding)options.Int32("padding"), options.Int32("stride_h"), options.Int32("stride_w"), options.Int32("filter_height"), options.Int32("filter_width"),
            (ActivationFunctionType)options.Int32("fused_activation_function"));
    }
}

/// <summary>Where a window stands for each position of a pooled picture [batch, height, width, channel]; only the part inside the picture counts.</summary>
internal readonly struct PoolGeometry
{
    private readonly PoolOptions _options;
    private readonly WindowPadding _rows, _columns;
    private readonly int[] _input;

    private PoolGeometry(PoolOptions options, int[] input)
    {
        (_options, _input) = (options, input);
        _rows = WindowPadding.Of(options.Padding, input[1], options.FilterHeight, options.StrideHeight);
        _columns = WindowPadding.Of(options.Padding, input[2], options.FilterWidth, options.StrideWidth);
        OutputShape = [input[0], _rows.Output, _columns.Output, input[3]];
    }

    /// <summary>Refuses another rank than 4, windows and strides below 1 and an activation that is not a range.</summary>
    public static PoolGeometry Of(KernelContext context, RuntimeTensor input, PoolOptions options)
    {
        if (input.Rank != 4) throw context.Refusal($"the input has {input.Rank} dimensions, expected 4");
        if (options.Padding is not (Padding.Same or Padding.Valid)) throw context.Refusal($"the padding {(int)options.Padding} is neither SAME nor VALID");
        if (options.StrideHeight < 1 || options.StrideWidth < 1) throw context.Refusal($"the strides {options.StrideHeight} × {options.StrideWidth} are not positive");
        if (options.FilterHeight < 1 || options.FilterWidth < 1) throw context.Refusal($"the window {options.FilterHeight} × {options.FilterWidth} is empty");
        if (options.Activation is not (>= ActivationFunctionType.None and <= ActivationFunctionType.Relu6)) throw context.Refusal($"the activation {options.Activation} cannot be fused");
        return new(options, input.Shape);
    }

    public int[] OutputShape { get; }
    public int Channels => _input[3];
    public int FilterWidth => _options.FilterWidth;

    /// <summary>The rows of the picture that the window at an output row covers, and the row of the picture where the window itself starts.</summary>
    public (int Start, int End, int Origin) Rows(int y) => Covered(y, _rows.Before, _options.StrideHeight, _options.FilterHeight, _input[1]);
    public (int Start, int End, int Origin) Columns(int x) => Covered(x, _columns.Before, _options.StrideWidth, _options.FilterWidth, _input[2]);

    /// <summary>Elements that a window covers at most.</summary>
    public long MostElements => Math.Min((long)_options.FilterHeight, _input[1]) * Math.Min(_options.FilterWidth, _input[2]);

    /// <summary>Column, row and picture of a window.</summary>
    public (int X, int Y, int Batch) Position(int window) => (window % OutputShape[2], window / OutputShape[2] % OutputShape[1], window / OutputShape[2] / OutputShape[1]);

    /// <summary>The elements of a picture that a window covers, windows counted as they stand in the output.</summary>
    public unsafe ChannelRows<T> Window<T>(T* picture, int window) where T : unmanaged
    {
        var (x, y, batch) = Position(window);
        var (rows, columns) = (Rows(y), Columns(x));
        return new((nint)(picture + Offset(batch, rows.Start, columns.Start)), rows.End - rows.Start, (nint)_input[2] * _input[3], columns.End - columns.Start, _input[3]);
    }

    /// <summary>Index of the first channel of a picture element.</summary>
    public int Offset(int batch, int y, int x) => ((batch * _input[1] + y) * _input[2] + x) * _input[3];

    private static (int Start, int End, int Origin) Covered(int position, int before, int stride, int filter, int size)
    {
        var origin = position * stride - before;
        return (Math.Max(origin, 0), (int)Math.Min((long)origin + filter, size), origin);
    }
}
