using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>RESIZE_NEAREST_NEIGHBOR: each element is copied from row min(⌊(y + o) × s⌋, height − 1), s = height / new height and o = 0, or ½ with half_pixel_centers; with align_corners
/// s = (height − 1) / (new height − 1) and the row is rounded, halves away from zero. Columns alike; float32 throughout. Types of 8, 16 and 32 bits.</summary>
internal sealed class ResizeNearestNeighbor() : ResizeKernel("ResizeNearestNeighborOptions")
{
    private int[] _columns = [];

    protected override bool Takes(TensorType type) => TensorSize.BitsPerElement(type) is 8 or 16 or 32 && type != TensorType.Resource;

    protected override void Begin(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (_columns.Length != output.Dim(2)) _columns = new int[output.Dim(2)];
        for (var x = 0; x < _columns.Length; x++) _columns[x] = Nearest(x, input.Dim(2), _columns.Length);
    }

    protected override void Rows(RuntimeTensor input, RuntimeTensor output, int first, int end)
    {
        var from = input.Bytes;
        var elementSize = TensorSize.BitsPerElement(input.Type) / 8 * input.Dim(3);
        var (height, length, newLength) = (input.Dim(1), input.Dim(2) * elementSize, output.Dim(2) * elementSize);
        for (var index = first; index < end; index++)
        {
            var (batch, y) = Math.DivRem(index, output.Dim(1));
            var row = from.Slice((batch * height + Nearest(y, height, output.Dim(1))) * length, length);
            var to = output.Write<byte>().Slice(index * newLength, newLength);
            for (var x = 0; x < _columns.Length; x++) row.Slice(_columns[x] * elementSize, elementSize).CopyTo(to[(x * elementSize)..]);
        }
    }

    private int Nearest(int position, int size, int newSize)
    {
        var scale = AlignCorners && newSize > 1 ? (size - 1) / (float)(newSize - 1) : size / (float)newSize;
        var exact = (position + (HalfPixelCenters ? 0.5f : 0)) * scale;
        return Math.Min((int)(AlignCorners ? MathF.Round(exact, MidpointRounding.AwayFromZero) : MathF.Floor(exact)), size - 1);
    }
}
