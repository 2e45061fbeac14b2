namespace OptRecipe.Data.Images.Jpeg;

/// <summary>What the frame header says, with the coefficients that scans fill in.</summary>
internal sealed record JpegFrame(int Width, int Height, bool IsProgressive, JpegComponent[] Components)
{
    public int MostAcross { get; } = Components.Max(component => component.Across);
    public int MostDown { get; } = Components.Max(component => component.Down);

    /// <summary>Minimum coded units of a scan with several components.</summary>
    public int UnitsAcross => (Width + 8 * MostAcross - 1) / (8 * MostAcross);
    public int UnitsDown => (Height + 8 * MostDown - 1) / (8 * MostDown);

    /// <summary>The transform of an Adobe segment: 0 none, 1 YCbCr, 2 YCCK; −1 without the segment.</summary>
    public int AdobeTransform { get; set; } = -1;
    public bool HasJfif { get; set; }
}

/// <summary>A colour component.</summary>
/// <param name="Across">Sampling factor: blocks of it across one minimum coded unit.</param>
/// <param name="Down">Blocks of it down one unit.</param>
internal sealed class JpegComponent(byte id, int across, int down, int table)
{
    public byte Id => id;
    public int Across => across;
    public int Down => down;
    public int QuantizationTable => table;

    /// <summary>Samples that belong to the picture.</summary>
    public int Width { get; private set; }
    public int Height { get; private set; }
    /// <summary>Blocks of a scan of this component alone.</summary>
    public int BlocksAcross { get; private set; }
    public int BlocksDown { get; private set; }
    /// <summary>Blocks in memory, whole units.</summary>
    public int Stride { get; private set; }
    public int Rows { get; private set; }

    /// <summary>Quantized, 64 a block in natural order.</summary>
    public short[] Coefficients { get; private set; } = [];
    /// <summary>After the transform: <see cref="Stride"/> · 8 a row.</summary>
    public byte[] Samples { get; private set; } = [];
    /// <summary>In natural order; taken over when the component's first scan begins.</summary>
    public ushort[]? Quantization { get; set; }
    public int Predictor { get; set; }

    public void Measure(JpegFrame frame)
    {
        Width = (frame.Width * across + frame.MostAcross - 1) / frame.MostAcross;
        Height = (frame.Height * down + frame.MostDown - 1) / frame.MostDown;
        (BlocksAcross, BlocksDown) = ((Width + 7) / 8, (Height + 7) / 8);
        (Stride, Rows) = (frame.UnitsAcross * across, frame.UnitsDown * down);
    }

    public long BlockCount => Stride * (long)Rows;

    public void Allocate() => Coefficients = new short[checked((int)(BlockCount * 64))];

    public Span<short> Block(int column, int row) => Coefficients.AsSpan((row * Stride + column) * 64, 64);

    /// <summary>From coefficients to samples.</summary>
    /// <exception cref="DataFormatException">No scan holds the component.</exception>
    public void Transform()
    {
        var quantization = Quantization ?? throw new DataFormatException($"no scan holds component {id}");
        var width = Stride * 8;
        Samples = new byte[width * Rows * 8];
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Stride; column++)
                InverseTransform.Apply(Block(column, row), quantization, Samples.AsSpan(row * 8 * width + column * 8), width);
        Coefficients = [];
    }
}
