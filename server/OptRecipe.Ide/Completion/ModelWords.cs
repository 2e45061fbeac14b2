using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Ide.Completion;

/// <summary>The words by which a model's operators can be selected, found once for each model, so that a keystroke only looks them up.</summary>
internal sealed class ModelWords
{
    private static readonly ConditionalWeakTable<Model, ModelWords> Known = [];

    private ModelWords(Model model)
    {
        var addresses = Addresses(model).ToArray();
        Operators =
        [
            .. addresses.GroupBy(address => OperatorText.Name(model, address)).Select(group => (Name: group.Key, Operators: group.ToImmutableArray()))
                .OrderByDescending(group => group.Operators.Sum(address => MultiplyAccumulates.Count(model, model.Subgraphs[address.Subgraph], model.Subgraphs[address.Subgraph].Operators[address.Index])))
                .ThenBy(group => group.Name, StringComparer.Ordinal).Select(group => (group.Name, group.Operators, SelectionText.Of(model, group.Operators))),
        ];
        var names = new OperatorNames(model);
        Globs =
        [
            .. addresses.SelectMany(address => names.TensorsOf(address).SelectMany(name => name.Split(';')).SelectMany(WithFolders).Distinct()).CountBy(glob => glob)
                .OrderBy(pair => !pair.Key.EndsWith('*')).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)),
        ];
    }

    /// <summary>The types that compute most first, with how much of the model they are.</summary>
    public ImmutableArray<(string Name, ImmutableArray<OperatorAddress> Operators, string Share)> Operators { get; }

    /// <summary>Folders of names first, then names, of a joined name each part; with the number of operators.</summary>
    public ImmutableArray<(string Glob, int Count)> Globs { get; }

    // The words are made at once and do not hold the model.
    public static ModelWords Of(Model model) => Known.GetValue(model, known => new(known));

    public static IEnumerable<OperatorAddress> Addresses(Model model) =>
        model.Subgraphs.SelectMany((subgraph, subgraphIndex) => Enumerable.Range(0, subgraph.Operators.Length).Select(index => new OperatorAddress(subgraphIndex, index)));

    private static IEnumerable<string> WithFolders(string name)
    {
        for (var slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1)) yield return name[..(slash + 1)] + "*";
        yield return name;
    }
}
