using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Serialization;
using OptRecipe.Disk;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe calibrate</c>: the ranges of a model's activations on data.</summary>
internal static class CalibrateCommand
{
    public static Command Create(Terminal terminal)
    {
        var subject = new Argument<string>("recipe or model") { Description = "A .optrecipe.yaml file with data.calibration, or a .tflite file" };
        var data = new Option<string?>("--data") { Description = "Samples for a .tflite file, as it takes them: a file, folder or glob. Preprocessing is written in a recipe" };
        var samples = new Option<int?>("--samples") { Description = "At most so many samples of --data" };
        var method = new Option<string?>("--method") { Description = "How ranges are found; what the recipe says, else minmax" };
        var output = OutputFile.Option("The JSON file of ranges to write, for `calibration: {ranges: …}`", isRequired: false);
        var force = OutputFile.ForceOption();
        var json = Terminal.JsonOption();
        var command = new Command("calibrate", "Measure the ranges of a model's activations on data") { subject, data, samples, method, output, force, json };
        command.SetAction((parsed, cancellation) =>
        {
            var file = parsed.GetRequiredValue(subject);
            var isModel = file.EndsWith(".tflite", StringComparison.OrdinalIgnoreCase);
            if (isModel && parsed.GetValue(data) is null) throw new UsageException("name the samples with --data, or a recipe that has data.calibration");
            if (!isModel && (parsed.GetValue(data) ?? parsed.GetValue(samples)?.ToString(System.Globalization.CultureInfo.InvariantCulture)) is not null)
                throw new UsageException("--data and --samples are for a .tflite file; a recipe names its data itself");
            if (parsed.GetValue(samples) is < 1) throw new UsageException("--samples takes a number from 1");
            var run = new CalibrationRun(terminal.Files, new(new(new UserCache()), TimeProvider.System));
            var chosen = parsed.GetValue(method) is { } word ? CalibrationTerms.MethodOf(word) ?? throw new UsageException($"--method takes {string.Join(", ", QuantizeWords.Methods.Select(pair => pair.Word))}, not `{word}`") : null;
            var progress = new RunningText<CalibrationProgress>(terminal, TimeProvider.System);
            try
            {
                var result = isModel
                    ? run.OfModel(ModelArgument.Open(terminal, file).Model, Environment.CurrentDirectory, parsed.GetRequiredValue(data) ?? "", parsed.GetValue(samples), chosen ?? RangeMethod.MinMax, progress, cancellation)
                    : run.OfRecipe(terminal.Analyze(file, cancellation), chosen, progress, cancellation);
                if (parsed.GetValue(output) is { } target) OutputFile.Write(terminal, target, parsed.GetValue(force), stream => RangesWriter.Write(stream, result.Ranges, result.Model));
                if (result.Warning is { } warning) terminal.Progress($"warning: {warning}");
                if (parsed.GetValue(json)) terminal.Json(CalibrateJson.Of(file, result), CalibrateJsonContext.Readable.CalibrateJson);
                else Print(terminal, file, result);
                return Task.FromResult(ExitCode.Fine);
            }
            catch (Exception error) when (error is PassException or CalibrationException)
            {
                terminal.Progress($"`{file}` is not calibrated: {error.Message}");
                return Task.FromResult(ExitCode.RunFailed);
            }
            catch (InterpreterException error)
            {
                return Task.FromResult(RunningModel.Failed(terminal, file, error));
            }
        });
        return command;
    }

    private static void Print(Terminal terminal, string file, CalibratedModel result)
    {
        terminal.Output.WriteLine($"{file}: {SizeText.Count(result.Ranges.Count, "range")} of {SizeText.Count(result.Samples, "sample")} by {CalibrationTerms.WordOf(result.Method)}{(result.IsKnown ? ", known from an earlier run" : "")}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("tensor", "name", "min", "max");
        foreach (var column in table.Columns.Skip(2)) column.RightAligned();
        foreach (var row in CalibrateJson.Of(file, result).Ranges)
            table.AddRow($"{(row.Subgraph > 0 ? $"{row.Subgraph}:" : "")}{row.Tensor}", Markup.Escape(Terminal.Safe(row.Name)), $"{row.Min:G6}", $"{row.Max:G6}");
        terminal.Screen.Write(table);
    }
}

/// <param name="Known">The ranges come from an earlier run on the same data.</param>
internal sealed record CalibrateJson(string File, string Method, int Samples, bool Known, ImmutableArray<RangeJson> Ranges)
{
    public static CalibrateJson Of(string file, CalibratedModel result) => new(file, CalibrationTerms.WordOf(result.Method), result.Samples, result.IsKnown,
    [
        .. result.Ranges.All.Select(row => new RangeJson(row.Subgraph, row.Tensor, LstmIntermediates.NameOf(result.Model, result.Model.Subgraphs[row.Subgraph], row.Tensor) ?? "", row.Range.Minimum, row.Range.Maximum)),
    ]);
}

internal sealed record RangeJson(int Subgraph, int Tensor, string Name, float Min, float Max);

[JsonSerializable(typeof(CalibrateJson))]
internal sealed partial class CalibrateJsonContext : JsonSerializerContext
{
    public static CalibrateJsonContext Readable { get; } = new(ReadableJson.Options());
}
