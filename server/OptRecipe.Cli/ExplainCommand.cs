using System.CommandLine;
using OptRecipe.Pipeline.Explaining;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe explain</c>: why an operator becomes what it becomes.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var recipe = new Argument<string>("recipe") { Description = "A .optrecipe.yaml file" };
        var number = new Option<string>("--operator") { Description = "The operator's number in the recipe's model: 12; outside the first subgraph 1.12", Required = true };
        var json = Terminal.JsonOption();
        var command = new Command("explain", "Say why an operator becomes what it becomes: rules, fields, types, targets; runs nothing") { recipe, number, json };
        command.SetAction((parsed, cancellation) =>
        {
            var file = parsed.GetRequiredValue(recipe);
            var address = AddressOf(parsed.GetRequiredValue(number));
            var analysis = terminal.Analyze(file, cancellation);
            var explanation = analysis.Plan is null ? null : new OperatorExplainer(terminal.Files).Explain(analysis, address) ?? throw new UsageException(Missing(analysis.Plan.Source.Model, address));
            if (parsed.GetValue(json))
                terminal.Json(new(file, !analysis.HasErrors, JsonDiagnostic.Of(analysis), explanation is null ? null : ExplanationJson.Of(analysis, explanation)), CliJsonContext.Readable.ExplainJson);
            else
            {
                terminal.Print(analysis, summaries: false);
                if (explanation is not null) ExplainText.Print(terminal, analysis, explanation);
            }
            return Task.FromResult(CheckCommand.CodeOf(analysis));
        });
        return command;
    }

    private static OperatorAddress AddressOf(string text) => OperatorRange.TryParse(text.TrimStart('#'), out var range) && range.First == range.Last
        ? new(range.Subgraph, range.First) : throw new UsageException($"`{Terminal.Safe(text)}` is no number of an operator; `optrecipe inspect --ops` lists them");

    private static string Missing(Model model, OperatorAddress address) => address.Subgraph >= model.Subgraphs.Length
        ? $"the model has no subgraph {address.Subgraph}; it has {model.Subgraphs.Length}"
        : $"the model has no operator #{address.Index}; the last one is #{model.Subgraphs[address.Subgraph].Operators.Length - 1}";
}
