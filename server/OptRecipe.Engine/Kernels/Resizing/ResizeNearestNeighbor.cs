using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>RESIZE_NEAREST_NEIGHBOR: each element is copied from row min(⌊(y + o) × s⌋, height − 1), s = height / new height and o = 0, or ½ with half_pixel_centers; with align_corners
/// s = (height − 1) / (new height − 1) and the row is rounded, halves away from zero. Columns alike; float32 throughout. Types of 8, 16 and 32 bits.</summary>
internal sealed class ResizeNearestNeighbor() : ResizeKernel("ResizeNearestNeighborOptions")
{
    protected override bool Takes(TensorType type) => TensorSize.BitsPerElement(type) is 8 or 16 or 32 && type != TensorType.Resource;

    protected override void Compute(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        var from = input.Bytes;
        var to = output.Write<byte>();
        var elementSize = TensorSize.BitsPerElement(input.Type) / 8 * input.Dim(3);
        var (height, width, target) = (input.Dim(1), input.Dim(2), 0);
        for (var batch = 0; batch < output.Dim(0); batch++)
            for (var y = 0; y < output.Dim(1); y++)
            {
                var row = from.Slice((batch * height + Nearest(y, height, output.Dim(1))) * width * elementSize, width * elementSize);
                for (var x = 0; x < output.Dim(2); x++, target += elementSize)
                    row.Slice(Nearest(x, width, output.Dim(2)) * elementSize, elementSize).CopyTo(to[target..]);
            }
    }

    private int Nearest(int position, int size, int newSize)
    {
        var scale = AlignCorners && newSize > 1 ? (size - 1) / (float)(newSize - 1) : size / (float)newSize;
        var exact = (position + (HalfPixelCenters ? 0.5f : 0)) * scale;
        return Math.Min((int)(AlignCorners ? MathF.Round(exact, MidpointRounding.AwayFromZero) : MathF.Floor(exact)), size - 1);
    }
}
