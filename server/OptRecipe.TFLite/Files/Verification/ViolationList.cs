using System.Collections.Immutable;

namespace OptRecipe.TFLite.Files.Verification;

internal sealed class ViolationList(Model model)
{
    private readonly ImmutableArray<Violation>.Builder _violations = ImmutableArray.CreateBuilder<Violation>();

    public Model Model => model;

    public void Error(ViolationKind kind, string message, int subgraph = -1, int op = -1, int tensor = -1) => _violations.Add(new(kind, ViolationSeverity.Error, subgraph, op, tensor, message));
    public void Warn(ViolationKind kind, string message, int subgraph = -1, int op = -1, int tensor = -1) => _violations.Add(new(kind, ViolationSeverity.Warning, subgraph, op, tensor, message));

    /// <summary>How messages name a tensor: its name and its number.</summary>
    public string Tensor(int subgraph, int tensor) => model.Subgraphs[subgraph].Tensors[tensor].Name is { Length: > 0 } name ? $"tensor {tensor} `{name}`" : $"tensor {tensor}";

    /// <summary>How messages name an operator: its kind and its number.</summary>
    public string Operator(int subgraph, int op)
    {
        var code = model.Subgraphs[subgraph].Operators[op].OpcodeIndex;
        return code < model.OperatorCodes.Length ? $"`{model.OperatorCodes[(int)code].Name}` #{op}" : $"operator #{op}";
    }

    public ImmutableArray<Violation> ToImmutable() => _violations.ToImmutable();
}
