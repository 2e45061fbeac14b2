using OptRecipe.Targets;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Planning.Selectors;

/// <summary>The names by which a model's operators can be selected.</summary>
public sealed class OperatorNames(Model model)
{
    /// <summary>The types in the model, by the alphabet.</summary>
    public string[] Operators { get; } = [.. Addresses(model).Select(address => OperatorText.Name(model, address)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Names of an operator's outputs and of the constants that belong to it: weights, coefficients, biases.</summary>
    public IEnumerable<string> TensorsOf(OperatorAddress address)
    {
        var subgraph = model.Subgraphs[address.Subgraph];
        var op = subgraph.Operators[address.Index];
        foreach (var output in op.Outputs)
            if (NameOf(subgraph, output) is { } name) yield return name;
        var row = OperatorTable.Find(model, op);
        for (var operand = 0; operand < op.Inputs.Length; operand++)
            if (row?.Role(operand) is OperandRole.Weights or OperandRole.Coefficients or OperandRole.Bias && NameOf(subgraph, op.Inputs[operand]) is { } name) yield return name;
    }

    /// <summary>Every name that a glob may match, the parts of joined ones alone, each once, in the order of the operators.</summary>
    public IEnumerable<string> AllTensors() => Addresses(model).SelectMany(TensorsOf).SelectMany(name => name.Split(';')).Distinct();

    public string? NearestOperator(string word) => Spelling.Nearest(word, Operators);

    /// <summary>For <c>haed/*</c> the nearest folder of names, else the nearest name.</summary>
    public string? NearestTensor(string glob)
    {
        if (!glob.EndsWith('*')) return Spelling.Nearest(glob, AllTensors());
        var folders = AllTensors().SelectMany(Folders).Distinct();
        return Spelling.Nearest(glob[..^1], folders) is { } folder ? folder + "*" : null;
    }

    private static IEnumerable<string> Folders(string name)
    {
        for (var slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1)) yield return name[..(slash + 1)];
    }

    private static IEnumerable<OperatorAddress> Addresses(Model model) =>
        model.Subgraphs.SelectMany((subgraph, subgraphIndex) => Enumerable.Range(0, subgraph.Operators.Length).Select(index => new OperatorAddress(subgraphIndex, index)));

    private static string? NameOf(Subgraph subgraph, int tensor) => tensor >= 0 && tensor < subgraph.Tensors.Length && subgraph.Tensors[tensor].Name is { Length: > 0 } name ? name : null;
}
