using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Ide.Hover;

/// <summary>On an operator type, a tensor name or an operator number inside a selector: what of the model that is.</summary>
internal static class SelectorWordHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset) => SelectorWords.At(analysis, offset) switch
    {
        (var model, OpsTerm, Written<string> name) => new(name.Span, OperatorTable(model, address => OperatorText.Name(model, address) == name.Value)) { GraphSearch = name.Value },
        (var model, OperatorsTerm, Written<OperatorRange> range) => new(range.Span, OperatorTable(model, address => address.Subgraph == range.Value.Subgraph && address.Index >= range.Value.First && address.Index <= range.Value.Last))
        { GraphSearch = range.Value.First == range.Value.Last ? $"{range.Value.First}" : "" },
        (var model, TensorsTerm, Written<string> glob) => new(glob.Span, TensorTable.Of(model, name => TensorGlob.Matches(glob.Value, name))) { GraphSearch = glob.Value.Replace('*', ' ').Trim() },
        _ => null,
    };

    private static string OperatorTable(Model model, Func<OperatorAddress, bool> isMeant)
    {
        var found = new List<OperatorAddress>();
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            for (var index = 0; index < model.Subgraphs[subgraph].Operators.Length; index++)
                if (isMeant(new(subgraph, index))) found.Add(new(subgraph, index));
        return Hover.OperatorTable.Of(model, found);
    }
}
