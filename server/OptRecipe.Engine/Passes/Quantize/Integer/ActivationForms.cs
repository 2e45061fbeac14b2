namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>The forms of activations, as a quantizer's rules assign them.</summary>
internal sealed class ActivationForms
{
    /// <summary>What the integer operators make, by tensor.</summary>
    public Dictionary<int, IntegerForm> Made { get; } = [];

    /// <summary>What each operand wants to read: activations, constants beside them and states. Where it differs from what is made, a QUANTIZE stands between.</summary>
    public Dictionary<OperandUse, IntegerForm> Read { get; } = [];

    public void Add(ActivationForms other)
    {
        foreach (var (tensor, form) in other.Made) Made.Add(tensor, form);
        foreach (var (use, form) in other.Read) Read.Add(use, form);
    }
}
