using System.Globalization;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>The largest sum of |weight − zero point| over one output channel of 8-bit weights: <c>weight_sum: {of: weights, channel: 0, values: ..8323072}</c>. The channel is the first or the last dimension.
/// Weights that no file holds yet, or that are computed at run time, fit.</summary>
internal sealed class WeightSumPredicate(Operand weights, bool isChannelLast, double limit) : Predicate
{
    /// <summary>No |weight − zero point| of 8 bits is larger: weights that stay below the limit with it need not be read.</summary>
    private const long Largest = 255;

    public override Truth Test(OperatorContext context) => From(Sum(context) is not { } sum || sum <= limit);

    public override string Found(OperatorContext context) => $"a sum of {Sum(context)?.ToString("N0", CultureInfo.InvariantCulture)}";

    private long? Sum(OperatorContext context)
    {
        if (context.Tensor(weights) is not { Type: TensorType.Int8 or TensorType.UInt8, Shape: [_, ..] shape } tensor) return null;
        var elements = Shapes.Elements(tensor);
        long channels = isChannelLast ? shape[^1] : shape[0];
        if (channels <= 0 || elements <= 0 || elements / channels * Largest <= limit) return null;
        var data = context.Data(tensor);
        if (data.Source is PlannedByteSource || data.Length < elements) return null;
        var bytes = data.ToMemory().Span;
        var (perChannel, largest) = (elements / channels, 0L);
        for (var channel = 0L; channel < channels; channel++)
        {
            var (sum, zeroPoint) = (0L, ZeroPoint(tensor, channel));
            for (var index = 0L; index < perChannel; index++)
            {
                var value = bytes[(int)(isChannelLast ? index * channels + channel : channel * perChannel + index)];
                sum += Math.Abs((tensor.Type == TensorType.Int8 ? (sbyte)value : value) - zeroPoint);
            }
            largest = Math.Max(largest, sum);
        }
        return largest;
    }

    private static long ZeroPoint(Tensor tensor, long channel) => tensor.Quantization?.ZeroPoints switch
    {
        { IsDefaultOrEmpty: false } zeroPoints => zeroPoints[zeroPoints.Length > channel ? (int)channel : 0],
        _ => 0,
    };

    public static WeightSumPredicate Read(PredicateArgument argument) => new(
        argument.Operand(argument.Node.Require("of")),
        argument.Node.Require("channel") == "last",
        double.Parse(argument.Node.Require("at_most"), CultureInfo.InvariantCulture));
}
