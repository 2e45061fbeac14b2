using System.Collections.Immutable;

namespace OptRecipe.Targets.Rules;

/// <summary>One named operand of an operator.</summary>
/// <param name="Index">Position among the inputs or the outputs.</param>
/// <param name="IsRest">Stands for all operands from <paramref name="Index"/> on.</param>
/// <param name="IsActivation">Carries data from operator to operator, as opposed to weights, biases, axes and shapes.</param>
internal sealed record Operand(string Name, bool IsOutput, int Index, bool IsRest, bool IsActivation);

/// <summary>The operands of an operator by the names that the tables use.</summary>
internal sealed class Operands
{
    private readonly ImmutableArray<Operand> all;

    private Operands(string inputs, string outputs) => all = [.. Parse(inputs, false), .. Parse(outputs, true)];

    public static Operands Of(string operatorName) => OperandNames.Find(operatorName) is var (inputs, outputs) ? new(inputs, outputs) : throw new InvalidOperationException();

    /// <summary>An operand, or <c>activations</c>, <c>inputs</c>, <c>outputs</c>, <c>all</c>; null for a name that this operator does not have.</summary>
    public ImmutableArray<Operand>? Find(string name) => name switch
    {
        "activations" => [.. all.Where(operand => operand.IsActivation)],
        "inputs" when !all.Any(operand => operand.Name == "inputs") => [.. all.Where(operand => !operand.IsOutput)],
        "outputs" when !all.Any(operand => operand.Name == "outputs") => [.. all.Where(operand => operand.IsOutput)],
        "all" => all,
        _ => all.Where(operand => operand.Name == name).ToImmutableArray() is { Length: 1 } one ? one : null,
    };

    private static IEnumerable<Operand> Parse(string names, bool isOutput) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((text, index) =>
        new Operand(text.Trim('*').TrimEnd('.'), isOutput, index, text.EndsWith("...", StringComparison.Ordinal), text[0] == '*'));
}
