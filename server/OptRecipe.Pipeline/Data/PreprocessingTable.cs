using OptRecipe.Data.Preprocessing;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Data;

/// <summary>What a recipe says about preprocessing as what is done; words it does not know have a diagnostic already and are left out.</summary>
internal static class PreprocessingTable
{
    public static PreprocessingStep? Of(BoundPreprocessing bound) => bound switch
    {
        BoundResize resize => Method(resize.Method) is { } method && Coordinates(resize.Coordinates) is { } coordinates ? new ResizeStep(resize.Height, resize.Width, method, resize.Antialias, coordinates) : null,
        BoundCrop crop => new CropStep(crop.Height, crop.Width),
        BoundCentralCrop crop => new CentralCropStep(crop.Fraction),
        BoundNormalize normalize => new NormalizeStep(normalize.Means, normalize.Deviations),
        BoundScale scale => new ScaleStep(scale.Factor, scale.Offset),
        BoundStandardize => new StandardizeStep(),
        BoundLayout layout => new LayoutStep(layout.ToChannelsLast),
        BoundChannels channels => new ChannelsStep(channels.Order switch { "rgb" => ChannelOrder.Rgb, "bgr" => ChannelOrder.Bgr, _ => ChannelOrder.Gray }),
        BoundCast cast => cast.Type switch
        {
            "uint8" => new CastStep(byte.MinValue, byte.MaxValue),
            "int8" => new CastStep(sbyte.MinValue, sbyte.MaxValue),
            "int16" => new CastStep(short.MinValue, short.MaxValue),
            "int32" => new CastStep(int.MinValue, int.MaxValue),
            _ => null,
        },
        _ => null,
    };

    private static ResizeMethod? Method(string word) => word switch
    {
        "bilinear" => ResizeMethod.Bilinear,
        "nearest" => ResizeMethod.Nearest,
        "area" => ResizeMethod.Area,
        "bicubic" => ResizeMethod.Bicubic,
        _ => null,
    };

    private static ResizeCoordinates? Coordinates(string word) => word switch
    {
        "half-pixel" => ResizeCoordinates.HalfPixel,
        "align-corners" => ResizeCoordinates.AlignCorners,
        "legacy" => ResizeCoordinates.Legacy,
        _ => null,
    };
}
