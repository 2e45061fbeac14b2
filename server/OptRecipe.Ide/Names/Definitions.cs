using System.Collections.Immutable;
using OptRecipe.Ide.Content;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Ide.Names;

/// <summary>From a name to where it comes from. Names of the model lead into its graph, which needs the analysis with the model; keys and the language's words lead nowhere.</summary>
public static class Definitions
{
    /// <summary>A glob on tensors may mean thousands.</summary>
    private const int MostPlaces = 100;

    /// <param name="files">Looked into for whether a file is there.</param>
    public static ImmutableArray<Definition> At(RecipeAnalysis analysis, int offset, IFileSource files)
    {
        if (RecipeNames.At(analysis, offset) is not { } name) return [];
        switch (name.Kind)
        {
            case NameKind.Anchor: return Anchor(analysis, name);
            case NameKind.Preset: return PresetPages.Find(name.Text) is null ? [] : [Start(name, new(ContentPageKind.Preset, name.Text))];
            case NameKind.Target: return TargetCatalog.Find(name.Text) is null && TargetCatalog.FindGroup(name.Text) is null ? [] : [Start(name, new(ContentPageKind.Target, name.Text))];
            case NameKind.Path: return Path(analysis, name, files);
            case NameKind.Operator or NameKind.OperatorNumbers or NameKind.Tensor or NameKind.Input or NameKind.Signature:
                return analysis.Model?.Model is { } model ? InGraph(name, model) : [];
            default: return [];
        }
    }

    private static ImmutableArray<Definition> Anchor(RecipeAnalysis analysis, RecipeName name)
    {
        foreach (var other in RecipeNames.SameAs(analysis, name))
            if (other.IsDeclaration) return [new(name.Span, null, null, other.Span, other.Span)];
        return [];
    }

    private static ImmutableArray<Definition> Path(RecipeAnalysis analysis, RecipeName name, IFileSource files)
    {
        if (analysis.Model?.Model is { } model && analysis.Recipe.Model is { } named && named.PathSpan.Start == name.Span.Start) return [Start(name, new(ContentPageKind.Graph, model.Path))];
        return RecipeFolder.Resolve(analysis.Path, name.Text) is { } path && files.Refuses(path) is null && files.Stamp(path).Kind == FileKind.File
            ? [new(name.Span, path, null, default, default)] : [];
    }

    private static Definition Start(RecipeName name, ContentPage page) => new(name.Span, null, page, default, default);

    private static ImmutableArray<Definition> InGraph(RecipeName name, LoadedModel model)
    {
        var graph = GraphText.Of(model);
        var page = new ContentPage(ContentPageKind.Graph, model.Path);
        return [.. Lines(name, model.Model, graph).DistinctBy(line => line.Span).Take(MostPlaces).Select(line => new Definition(name.Span, null, page, line.Span, line.Span) { GraphPart = line.Part })];
    }

    private static IEnumerable<(TextSpan Span, string? Part)> Lines(RecipeName name, Model model, GraphText graph) => name.Kind switch
    {
        NameKind.Operator => Addresses(model).Where(address => OperatorText.Name(model, address) == name.Text).SelectMany(address => Operator(graph, address)),
        NameKind.OperatorNumbers => Numbers(name.Text).SelectMany(range => Addresses(model).Where(address => address.Subgraph == range.Subgraph && address.Index >= range.First && address.Index <= range.Last)).SelectMany(address => Operator(graph, address)),
        NameKind.Tensor => Tensors(model, tensor => TensorGlob.Matches(name.Text, tensor), graph),
        NameKind.Input => model.Subgraphs.IsEmpty ? [] : model.Subgraphs[0].Inputs.Where(index => index >= 0 && index < model.Subgraphs[0].Tensors.Length && IsInput(model, index, name.Text)).SelectMany(index => Tensor(graph, 0, index)),
        _ => graph.Signature(name.Text) is { } signature ? [(signature, null)] : [],
    };

    /// <summary>By the tensor's own name, or by what a signature calls it.</summary>
    private static bool IsInput(Model model, int index, string name) =>
        model.Subgraphs[0].Tensors[index].Name == name || model.Signatures.Any(signature => signature.SubgraphIndex == 0 && signature.Inputs.Any(map => map.TensorIndex == index && map.Name == name));

    private static IEnumerable<(TextSpan, string?)> Operator(GraphText graph, OperatorAddress address) => graph.Operator(address) is { } line ? [(line, $"operator={address.Subgraph}.{address.Index}")] : [];

    private static IEnumerable<(TextSpan, string?)> Tensor(GraphText graph, int subgraph, int tensor) => graph.Tensor(subgraph, tensor) is { } line ? [(line, $"tensor={subgraph}.{tensor}")] : [];

    private static IEnumerable<(TextSpan, string?)> Tensors(Model model, Func<string, bool> fits, GraphText graph)
    {
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            for (var tensor = 0; tensor < model.Subgraphs[subgraph].Tensors.Length; tensor++)
                if (model.Subgraphs[subgraph].Tensors[tensor].Name is { Length: > 0 } name && fits(name))
                    foreach (var line in Tensor(graph, subgraph, tensor)) yield return line;
    }

    private static IEnumerable<OperatorRange> Numbers(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
            if (OperatorRange.TryParse(part, out var range)) yield return range;
    }

    private static IEnumerable<OperatorAddress> Addresses(Model model) =>
        model.Subgraphs.SelectMany((subgraph, subgraphIndex) => Enumerable.Range(0, subgraph.Operators.Length).Select(index => new OperatorAddress(subgraphIndex, index)));
}
