using System.CommandLine;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe inspect</c>: what is in a model.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = "A .tflite file" };
        var json = Terminal.JsonOption();
        var command = new Command("inspect", "Show what is in a model") { model, json };
        command.SetAction((parsed, _) =>
        {
            var file = parsed.GetRequiredValue(model);
            var result = new ModelStore(terminal.Files).Open(Path.GetFullPath(file));
            if (result.Model is not { } loaded) throw new UsageException(ProblemText.Of(file, result.Problem));
            var summary = ModelSummary.Of(loaded.Model);
            if (parsed.GetValue(json)) PrintJson(terminal, file, loaded, summary);
            else Print(terminal, file, loaded, summary);
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }

    private static void PrintJson(Terminal terminal, string file, LoadedModel loaded, ModelSummary summary) => terminal.Json(
        new(
            file, loaded.FileBytes, loaded.GzipBytes, loaded.Model.Description, summary.MinimumRuntime, loaded.Model.Subgraphs.Length,
            [.. summary.Operators.Select(row => new OperatorCountJson(row.Operator, row.Version, row.Count, row.MultiplyAccumulates))], summary.Parameters, summary.MultiplyAccumulates,
            [.. summary.Inputs.Select(Json)], [.. summary.Outputs.Select(Json)], summary.Signatures, summary.Metadata),
        CliJsonContext.Readable.InspectJson);

    private static TensorJson Json(TensorSummary tensor) => new(tensor.Index, tensor.Name, tensor.Type, tensor.Shape, tensor.Quantization);

    private static void Print(Terminal terminal, string file, LoadedModel loaded, ModelSummary summary)
    {
        var output = terminal.Output;
        output.WriteLine($"{file}: {SizeText.Of(loaded.FileBytes)}, gzip {SizeText.Of(loaded.GzipBytes)}");
        output.WriteLine($"{SizeText.Count(summary.OperatorTotal, "operator")}, {summary.Parameters:#,0} parameters, {summary.MultiplyAccumulates:#,0} multiply-accumulates, "
            + (summary.MinimumRuntime is { } runtime ? $"needs runtime {runtime} or newer" : "minimum runtime unknown"));
        foreach (var tensor in summary.Inputs) output.WriteLine($"  in  {Line(tensor)}");
        foreach (var tensor in summary.Outputs) output.WriteLine($"  out {Line(tensor)}");
        foreach (var signature in summary.Signatures) output.WriteLine($"  signature {signature}");
        foreach (var name in summary.Metadata) output.WriteLine($"  metadata {name}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("operator", "version", "count", "MACs", "share");
        foreach (var column in table.Columns.Skip(1)) column.RightAligned();
        foreach (var row in summary.Operators)
            table.AddRow(Markup.Escape(row.Operator), $"{row.Version}", $"{row.Count}", $"{row.MultiplyAccumulates:#,0}",
                summary.MultiplyAccumulates == 0 ? "" : SizeText.Percent((double)row.MultiplyAccumulates / summary.MultiplyAccumulates));
        terminal.Screen.Write(table);
    }

    private static string Line(TensorSummary tensor) => $"#{tensor.Index} {tensor.Name} {tensor.TypeAndShape}{(tensor.Quantization is { } words ? $", {words}" : "")}";
}
