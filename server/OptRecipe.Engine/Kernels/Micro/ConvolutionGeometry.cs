using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>How a convolution is a matrix product: every output position is a row, gathered from kh segments of the input (kh × kw when the width is dilated, or there are groups of
/// channels), every output channel a column. A fully connected layer is the case of height and width 1. Each group is a product of its own part of every pixel.</summary>
/// <param name="Items">Size of the batch.</param>
/// <param name="OffsetY">Rows of padding above.</param>
/// <param name="OffsetX">Columns of padding to the left.</param>
internal sealed record ConvolutionGeometry(
    int Items, int InputHeight, int InputWidth, int InputChannels, int OutputHeight, int OutputWidth, int OutputChannels,
    int FilterHeight, int FilterWidth, int StrideY, int StrideX, int DilationY, int DilationX, int OffsetY, int OffsetX, int Groups = 1)
{
    /// <summary>A plain product of rows × depth and depth × columns.</summary>
    public static ConvolutionGeometry Plain(int rows, int depth, int columns) => new(rows, 1, 1, depth, 1, 1, columns, 1, 1, 1, 1, 1, 1, 0, 0);

    private int ReachY => checked((OutputHeight - 1) * StrideY + (FilterHeight - 1) * DilationY + 1);
    private int ReachX => checked((OutputWidth - 1) * StrideX + (FilterWidth - 1) * DilationX + 1);

    /// <summary>Whether windows reach outside the input, which then has to be copied into a frame of padding.</summary>
    public bool NeedsFrame => OffsetY > 0 || OffsetX > 0 || ReachY > InputHeight || ReachX > InputWidth;
    public int FrameHeight => NeedsFrame ? Math.Max(ReachY, OffsetY + InputHeight) : InputHeight;
    public int FrameWidth => NeedsFrame ? Math.Max(ReachX, OffsetX + InputWidth) : InputWidth;
    /// <summary>Elements of an item with its frame.</summary>
    public long FrameSize => checked((long)FrameHeight * FrameWidth * InputChannels);

    /// <summary>Channels of one group.</summary>
    public int GroupInputs => InputChannels / Groups;
    public int GroupOutputs => OutputChannels / Groups;

    public int OuterCount => FilterHeight;
    public int InnerCount => AreTapsJoined ? 1 : FilterWidth;
    public int Depth => AreTapsJoined ? FilterWidth * InputChannels : GroupInputs;
    public nint OuterPitch => (nint)DilationY * FrameWidth * InputChannels;
    public nint InnerPitch => (nint)DilationX * InputChannels;
    public nint RowStride => (nint)StrideX * InputChannels;

    /// <summary>Whether the taps of a row of the filter stand side by side in the input.</summary>
    public bool AreTapsJoined => DilationX == 1 && Groups == 1;

    /// <summary>Whether all positions of all items stand at even distances, so that they are one long run: 1 × 1 without stride or frame, of every pixel.</summary>
    public bool IsFlat => FilterHeight == 1 && FilterWidth == 1 && StrideY == 1 && StrideX == 1 && !NeedsFrame && OutputHeight == InputHeight && OutputWidth == InputWidth;
    /// <summary>Output positions of all items.</summary>
    public int Positions => checked(Items * OutputHeight * OutputWidth);

    /// <summary>The output channel of each column of packed weights, −1 beyond the last of a group.</summary>
    public int[] ColumnOrder(int blockColumns)
    {
        var width = WeightPacking.BlockCount(GroupOutputs, blockColumns) * blockColumns;
        var order = new int[checked(Groups * width)];
        Array.Fill(order, -1);
        for (var channel = 0; channel < OutputChannels; channel++) order[channel / GroupOutputs * width + channel % GroupOutputs] = channel;
        return order;
    }

    /// <summary>Copies items into their frames, converting them; the frame itself is not touched.</summary>
    public void Fill<TIn, TOut, TConversion>(ReadOnlySpan<TIn> input, Span<TOut> framed, TConversion conversion) where TConversion : struct, IRowConversion<TIn, TOut>
    {
        if (!NeedsFrame)
        {
            conversion.Convert(input, framed);
            return;
        }
        var row = InputWidth * InputChannels;
        for (var line = 0; line < Items * InputHeight; line++)
        {
            var start = (int)(line / InputHeight * FrameSize) + ((line % InputHeight + OffsetY) * FrameWidth + OffsetX) * InputChannels;
            conversion.Convert(input.Slice(line * row, row), framed.Slice(start, row));
        }
    }

    public override string ToString() => $"{TensorShape.Text([Items, InputHeight, InputWidth, InputChannels])} → {TensorShape.Text([Items, OutputHeight, OutputWidth, OutputChannels])}";
}
