using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>How an activation or a constant beside activations is stored: real = scale × (q − zero point). Two forms are equal when no requantization is needed between them.</summary>
/// <param name="Origin">−1 for a form whose numbers are known. In a plan without ranges it names what the numbers will come from, and forms of different origins count as different.</param>
internal readonly record struct IntegerForm(TensorType Type, float Scale, long ZeroPoint, int Origin = -1)
{
    public static IntegerForm Planned(TensorType type, int origin) => new(type, 0, 0, origin);

    /// <summary>The same for all forms of a type: as if their numbers turned out equal.</summary>
    public IntegerForm Any => Planned(Type, 0);

    public bool IsKnown => Origin == -1;

    /// <summary>The same numbers as uint8: the zero point moves by 128.</summary>
    public IntegerForm AsUnsigned() => this with { Type = TensorType.UInt8, ZeroPoint = IsKnown ? ZeroPoint + 128 : 0 };

    public Quantization ToQuantization() => IsKnown
        ? new() { Scales = [Scale], ZeroPoints = [ZeroPoint] }
        : new() { PlannedScaleCount = 1, ZeroPoints = Type == TensorType.Int16 ? [0] : default };
}
