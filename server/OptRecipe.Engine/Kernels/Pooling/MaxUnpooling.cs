using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>MaxUnpooling2D: puts each element where a pooling with places found it, zeros elsewhere; float32 [batch, height, width, channel]. Places as float32 are MediaPipe's: within a
/// window, and the output is the window times the input in size. Places as int32 are within the picture, and the output is what SAME or VALID pooling makes the input of. A place outside
/// the output is passed over.</summary>
internal sealed class MaxUnpooling : Kernel
{
    private PoolOptions _options;
    private int _rowsBefore, _columnsBefore;

    public override void Prepare(KernelContext context)
    {
        var (input, places, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (input.Type != TensorType.Float32) throw context.UnsupportedType(input);
        if (output.Type != TensorType.Float32) throw context.Refusal($"the output is {output.Type.Name()}, expected FLOAT32");
        if (places.Type is not (TensorType.Float32 or TensorType.Int32)) throw context.Refusal($"the places are {places.Type.Name()}, expected FLOAT32 or INT32");
        if (!places.Shape.AsSpan().SequenceEqual(input.Shape)) throw context.Refusal($"the places are {places}, the input is {input}: the shapes differ");
        _options = CustomPoolOptions.OfStruct(context);
        PoolGeometry.Of(context, input, _options);
        var isMediaPipe = places.Type == TensorType.Float32;
        var (height, width) = (Size(input.Dim(1), _options.FilterHeight, _options.StrideHeight, isMediaPipe), Size(input.Dim(2), _options.FilterWidth, _options.StrideWidth, isMediaPipe));
        _rowsBefore = Before(input.Dim(1), height, _options.FilterHeight, _options.StrideHeight);
        _columnsBefore = Before(input.Dim(2), width, _options.FilterWidth, _options.StrideWidth);
        context.Resize(output, input.Dim(0), height, width, input.Dim(3));
    }

    public override void Run(KernelContext context)
    {
        var (input, places, output) = (context.Input(0), context.Input(1), context.Output(0));
        var from = input.Read<float>();
        var to = output.Write<float>();
        to.Clear();
        if (to.IsEmpty) return;
        var (picture, pooled, channels) = (to.Length / output.Dim(0), input.Dim(1) * input.Dim(2) * input.Dim(3), input.Dim(3));
        for (var index = 0; index < from.Length; index++)
        {
            var (batch, channel) = (index / pooled, index % channels);
            var place = places.Type == TensorType.Int32 ? places.Read<int>()[index]
                : PlaceInPicture(output, index / channels / input.Dim(2) % input.Dim(1), index / channels % input.Dim(2), channel, (int)places.Read<float>()[index]);
            if (place >= 0 && place < picture) to[batch * picture + place] = from[index];
        }
    }

    private int PlaceInPicture(RuntimeTensor output, int row, int column, int channel, int placeInWindow)
    {
        var y = (long)row * _options.StrideHeight - _rowsBefore + placeInWindow / _options.FilterWidth;
        var x = (long)column * _options.StrideWidth - _columnsBefore + placeInWindow % _options.FilterWidth;
        return y >= 0 && y < output.Dim(1) && x >= 0 && x < output.Dim(2) ? (int)((y * output.Dim(2) + x) * output.Dim(3)) + channel : -1;
    }

    private int Size(int input, int filter, int stride, bool isMediaPipe) =>
        isMediaPipe ? checked(input * filter) : checked(_options.Padding == Padding.Same ? input * stride : (input - 1) * stride + filter);

    private static int Before(int input, int output, int filter, int stride) => (int)Math.Clamp(((input - 1L) * stride + filter - output) / 2, 0, int.MaxValue);
}
