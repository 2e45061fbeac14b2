namespace OptRecipe.Data.Images;

/// <summary>The five filters of PNG (ISO/IEC 15948, chapter 9), undone in place.</summary>
internal static class PngFilter
{
    /// <param name="pixelBytes">Distance to the byte of the pixel before.</param>
    public static void Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        if (filter > 4) throw new DataFormatException($"a row has filter {filter}, which the standard does not know");
        for (var index = 0; filter > 0 && index < row.Length; index++)
        {
            int left = index >= pixelBytes ? row[index - pixelBytes] : 0, up = above[index], corner = index >= pixelBytes ? above[index - pixelBytes] : 0;
            row[index] += (byte)(filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => Paeth(left, up, corner),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
