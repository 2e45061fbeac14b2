using OptRecipe.Data.Bytes;

namespace OptRecipe.Data.Images;

/// <summary>What chunk IHDR says.</summary>
internal sealed record PngHeader(int Width, int Height, int BitDepth, int ColourType, bool IsInterlaced)
{
    private static readonly PngPass[] Adam7 = [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    public bool IsPalette => ColourType == 3;
    public int SamplesPerPixel => ColourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
    public int BitsPerPixel => BitDepth * SamplesPerPixel;
    public int BytesPerSample => BitDepth == 16 ? 2 : 1;

    /// <summary>Unpacked bytes, about.</summary>
    public long RawBytes => Height * ((Width * (long)BitsPerPixel + 7) / 8);

    public static PngHeader Read(ReadOnlySpan<byte> data)
    {
        var reader = new BytesReader(data);
        var (width, height) = (reader.BigEndian32(), reader.BigEndian32());
        var (depth, colour) = (reader.Byte(), reader.Byte());
        reader.Skip(2);
        var interlace = reader.Byte();
        if (width == 0 || height == 0 || width > int.MaxValue || height > int.MaxValue || (long)width * height > ImageFile.MostPixels)
            throw new DataFormatException($"its header claims {width} × {height} pixels; {ImageFile.MostPixels} pixels are the most that are read");
        var isKnown = (colour, depth) is (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) or (2 or 4 or 6, 8 or 16);
        if (!isKnown || interlace > 1) throw new DataFormatException($"colour type {colour} with {depth} bits, interlace method {interlace}, is no PNG that the standard knows");
        return new((int)width, (int)height, depth, colour, interlace == 1);
    }

    public IEnumerable<PngPass> Passes() => IsInterlaced
        ? Adam7.Select(pass => pass with { Columns = (Width - pass.X + pass.StepX - 1) / pass.StepX, Rows = (Height - pass.Y + pass.StepY - 1) / pass.StepY }).Where(pass => pass is { Columns: > 0, Rows: > 0 })
        : [new(0, 0, 1, 1) { Columns = Width, Rows = Height }];
}

/// <summary>Which pixels one pass over the picture holds.</summary>
internal sealed record PngPass(int X, int Y, int StepX, int StepY)
{
    public int Columns { get; init; }
    public int Rows { get; init; }
}
