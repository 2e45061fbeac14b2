using static OptRecipe.Recipe.Schema.SchemaParts;

namespace OptRecipe.Recipe.Schema;

/// <summary>The kinds of preprocessing.</summary>
internal static class PreprocessSchema
{
    private static readonly ListType HeightAndWidth = new(Integer);
    private static readonly EitherType OneOrPerChannel = Either(Number, new ListType(Number));

    internal static KindType Kinds { get; } = new("preprocessing", Mapping(
        Key("resize", Either(HeightAndWidth, Mapping(
            Key("size", HeightAndWidth, "Height and width.") with { IsRequired = true },
            Key("method", Choice(
                Value("bilinear", "As `tf.image.resize` without a method."),
                Value("nearest", "The nearest pixel; keeps values as they are."),
                Value("area", "Means over the area that a pixel covers."),
                Value("bicubic", "Keys' cubic with a = −0.5.")), "How pixels are made from others.", @default: "bilinear"),
            Key("antialias", Flag, "Widens the filter when the picture shrinks, as Pillow does.", @default: "false"),
            Key("coordinates", Choice(
                Value("half-pixel", "Centres of pixels meet: TensorFlow 2."),
                Value("align-corners", "Centres of the corner pixels meet: `align_corners=True` of TensorFlow 1."),
                Value("legacy", "Left upper corners meet: the default of TensorFlow 1.")), "Where a new pixel looks in the old picture.", @default: "half-pixel"))),
            "Height and width: `[96, 96]`, or with the method as a mapping.") with { NeedsValue = true },
        Key("crop", Either(Fraction, HeightAndWidth), "The middle: a share of both sides (`87.5 %`, as `tf.image.central_crop`), or height and width, filled up with zeros where the picture is smaller.") with { NeedsValue = true },
        Key("normalize", Mapping(
            Key("mean", OneOrPerChannel, "Subtracted first.", @default: "0"),
            Key("std", OneOrPerChannel, "Divided by then.", @default: "1")), "(x − mean) / std, in float32; a list has a number for each channel.") with { NeedsValue = true },
        Key("scale", Mapping(
            Key("factor", Number, "Multiplied first.", @default: "1"),
            Key("offset", Number, "Added then.", @default: "0")), "x · factor + offset, in float32.") with { NeedsValue = true },
        Key("standardize", Mapping(), "Each sample to mean 0 and deviation 1 over all its values, as `tf.image.per_image_standardization`."),
        Key("layout", Choice(
            Value("nchw-to-nhwc", "Files hold channels first; TensorFlow Lite takes them last."),
            Value("nhwc-to-nchw", "Files hold channels last; the model takes them first.")), "Moves the channels.") with { NeedsValue = true },
        Key("channels", Choice(
            Value("rgb", "Three channels: grey is repeated, alpha is dropped."),
            Value("bgr", "Three channels in the order blue, green, red."),
            Value("gray", "One channel: 0.2989 R + 0.587 G + 0.114 B.")), "Number and order of channels.") with { NeedsValue = true },
        Key("dtype", Choice(
            Value("uint8", "Whole numbers from 0 to 255."), Value("int8", "Whole numbers from −128 to 127."), Value("int16", "Whole numbers from −32768 to 32767."),
            Value("int32", "Whole numbers."), Value("float32", "Changes nothing: all steps compute in float32.")), "Drops fractions, as `tf.cast` does; what does not fit becomes the nearest number that does.") with { NeedsValue = true }));
}
