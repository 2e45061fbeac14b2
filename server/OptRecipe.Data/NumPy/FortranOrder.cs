namespace OptRecipe.Data.NumPy;

/// <summary>Arrays stored with the first dimension fastest.</summary>
internal static class FortranOrder
{
    /// <summary>The same elements with the last dimension fastest.</summary>
    public static byte[] ToC(byte[] bytes, ReadOnlySpan<int> shape, int elementBytes)
    {
        if (shape.Length < 2 || bytes.Length == 0) return bytes;
        var result = new byte[bytes.Length];
        // Where a step along each dimension leads in the source, in bytes.
        var strides = new int[shape.Length];
        for (int dimension = 0, stride = elementBytes; dimension < shape.Length; stride *= shape[dimension++]) strides[dimension] = stride;
        var position = new int[shape.Length];
        for (int target = 0, source = 0; target < result.Length; target += elementBytes)
        {
            bytes.AsSpan(source, elementBytes).CopyTo(result.AsSpan(target));
            for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
            {
                source += strides[dimension];
                if (++position[dimension] < shape[dimension]) break;
                source -= strides[dimension] * shape[dimension];
                position[dimension] = 0;
            }
        }
        return result;
    }
}
