using System.Collections.Immutable;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Files.Verification;

/// <summary>Each operator for itself: its code, its operands, its options, its version.</summary>
internal static class OperatorChecks
{
    public static void Check(ViolationList found, int subgraph)
    {
        var operators = found.Model.Subgraphs[subgraph].Operators;
        for (var index = 0; index < operators.Length; index++)
        {
            var op = operators[index];
            if (op.OpcodeIndex >= found.Model.OperatorCodes.Length)
                found.Error(ViolationKind.OperatorCodeIndex, $"operator #{index} names operator code {op.OpcodeIndex}, the model has {found.Model.OperatorCodes.Length}", subgraph, index);
            else
            {
                CheckOptions(found, subgraph, index, op);
                CheckVersion(found, subgraph, index, op);
            }
            CheckOperands(found, subgraph, index, op.Inputs, "input", mayBeOmitted: true);
            CheckOperands(found, subgraph, index, op.Outputs, "output", mayBeOmitted: false);
            CheckOperands(found, subgraph, index, op.Intermediates.OrEmpty(), "intermediate", mayBeOmitted: true);
        }
    }

    private static void CheckOperands(ViolationList found, int subgraph, int index, ImmutableArray<int> operands, string word, bool mayBeOmitted)
    {
        var count = found.Model.Subgraphs[subgraph].Tensors.Length;
        for (var position = 0; position < operands.Length; position++)
        {
            var tensor = operands[position];
            if (tensor >= count || tensor < (mayBeOmitted ? -1 : 0))
                found.Error(ViolationKind.TensorIndex, $"{word} {position} of {found.Operator(subgraph, index)} is tensor {tensor}, the subgraph has {count}", subgraph, index);
        }
    }

    private static void CheckOptions(ViolationList found, int subgraph, int index, Operator op)
    {
        if (op.Options is not { } options) return;
        if (OperatorTable.Find(found.Model, op) is { } row && options.UnknownPosition == 0 && row.Options != options.Schema.Name)
            found.Warn(ViolationKind.Options, $"{found.Operator(subgraph, index)} has {options.Schema.Name}, {row.Options ?? "no options"} {(row.Options is null ? "are" : "is")} expected", subgraph, index);
        foreach (var (field, target) in SubgraphCalls.Of(op))
        {
            if (target >= 0 && target < found.Model.Subgraphs.Length) continue;
            found.Error(ViolationKind.SubgraphIndex, $"`{field}` of {found.Operator(subgraph, index)} is {target}, the model has {found.Model.Subgraphs.Length} subgraphs", subgraph, index);
        }
    }

    private static void CheckVersion(ViolationList found, int subgraph, int index, Operator op)
    {
        var code = found.Model.OperatorCodes[(int)op.OpcodeIndex];
        var needed = OperatorVersions.Needed(found.Model, found.Model.Subgraphs[subgraph], op);
        if (code.Version < needed) found.Warn(ViolationKind.Version, $"{found.Operator(subgraph, index)} has version {code.Version}, its types and options need {needed}", subgraph, index);
        else if (OperatorVersions.Registered(code.Builtin) is { } registered && (code.Version > registered.Maximum || code.Version < registered.Minimum))
            found.Warn(ViolationKind.Version, $"{found.Operator(subgraph, index)} has version {code.Version}, runtimes register {registered.Minimum} to {registered.Maximum}", subgraph, index);
    }
}
