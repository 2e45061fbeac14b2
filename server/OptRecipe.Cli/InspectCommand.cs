using System.CommandLine;
using OptRecipe.Pipeline.Models;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe inspect</c>: what is in a model.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = ModelArgument.Create();
        var ops = new Option<bool>("--ops") { Description = "Every operator, one a line" };
        var tensors = new Option<bool>("--tensors") { Description = "Every tensor, one a line" };
        var json = Terminal.JsonOption();
        var command = new Command("inspect", "Show what is in a model: ends, operators, sizes, the runtime it needs, what is irregular about it") { model, ops, tensors, json };
        command.SetAction((parsed, _) =>
        {
            var file = parsed.GetRequiredValue(model);
            var loaded = ModelArgument.Open(terminal, file, showsUnsound: true);
            if (parsed.GetValue(json)) terminal.Json(InspectJson.Of(file, loaded, parsed.GetValue(ops), parsed.GetValue(tensors)), CliJsonContext.Readable.InspectJson);
            else
            {
                InspectText.Summary(terminal, file, loaded, ModelSummary.Of(loaded.Model));
                if (parsed.GetValue(ops)) PrintOperators(terminal, loaded);
                if (parsed.GetValue(tensors)) InspectText.Tensors(terminal, loaded.Model);
            }
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }

    private static void PrintOperators(Terminal terminal, LoadedModel loaded)
    {
        for (var index = 0; index < loaded.Model.Subgraphs.Length; index++)
        {
            if (loaded.Model.Subgraphs.Length > 1) terminal.Output.WriteLine($"subgraph {index} {Terminal.Safe(loaded.Model.Subgraphs[index].Name ?? "")}");
            for (var op = 0; op < loaded.Model.Subgraphs[index].Operators.Length; op++) terminal.Output.WriteLine(Terminal.Safe(OperatorText.Line(loaded.Model, index, op)));
        }
    }
}
