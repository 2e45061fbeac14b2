namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>The forms of activations, as a quantizer's rules assign them.</summary>
internal sealed class ActivationForms
{
    /// <summary>What the integer operators make, by tensor.</summary>
    public Dictionary<int, IntegerForm> Made { get; } = [];

    /// <summary>What each operand wants to read: activations, constants beside them and states. Where it differs from what is made, a QUANTIZE stands between.</summary>
    public Dictionary<OperandUse, IntegerForm> Read { get; } = [];

    /// <summary>The forms as they are where all numbers turn out equal, so that nothing stands between two of a type.</summary>
    public ActivationForms Equal()
    {
        var equal = new ActivationForms();
        foreach (var (tensor, form) in Made) equal.Made.Add(tensor, form.Any);
        foreach (var (use, form) in Read) equal.Read.Add(use, form.Any);
        return equal;
    }

    public void Add(ActivationForms other)
    {
        foreach (var (tensor, form) in other.Made) Made.Add(tensor, form);
        foreach (var (use, form) in other.Read) Read.Add(use, form);
    }
}
