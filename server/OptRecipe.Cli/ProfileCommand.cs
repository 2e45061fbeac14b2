using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Serialization;
using OptRecipe.Disk;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Profiling;
using OptRecipe.Pipeline.Reporting;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe profile</c>: how long a model takes here, operator by operator.</summary>
internal static class ProfileCommand
{
    private const int DefaultRuns = 20;

    public static Command Create(Terminal terminal)
    {
        var model = ModelArgument.Create();
        var threads = RunningModel.Threads();
        var runs = RunningModel.Count("--runs", "Invocations that are measured, after one that is not", DefaultRuns, 1_000_000);
        var json = Terminal.JsonOption();
        var command = new Command("profile", "Measure a model on this computer, operator by operator, on seeded noise") { model, threads, runs, json };
        command.SetAction((parsed, cancellation) =>
        {
            var file = parsed.GetRequiredValue(model);
            try
            {
                var options = new InterpreterOptions { ThreadCount = parsed.GetValue(threads) };
                var profile = ModelProfiler.Profile(ModelArgument.Open(terminal, file).Model, options, parsed.GetValue(runs), TimeProvider.System, cancellation);
                if (parsed.GetValue(json)) terminal.Json(ProfileJson.Of(profile), ProfileJsonContext.Readable.ProfileJson);
                else Print(terminal, file, profile);
                return Task.FromResult(ExitCode.Fine);
            }
            catch (InterpreterException error)
            {
                return Task.FromResult(RunningModel.Failed(terminal, file, error));
            }
        });
        return command;
    }

    private static void Print(Terminal terminal, string file, ModelProfile profile)
    {
        terminal.Output.WriteLine($"{file}: median {profile.MedianMilliseconds:0.000} ms, minimum {profile.MinMilliseconds:0.000} ms "
            + $"of {SizeText.Count(profile.Runs, "run")}, {SizeText.Count(profile.Threads, "thread")}");
        terminal.Output.WriteLine($"on {HostName.Text}");
        terminal.Output.WriteLine(ModelProfile.NotTheTarget);
        var table = new Table().Border(TableBorder.Simple).AddColumns("operator", "writes", "median ms", "share", "MACs/s", "bytes");
        foreach (var column in table.Columns.Skip(2)) column.RightAligned();
        foreach (var row in profile.Operators)
            table.AddRow(
                Markup.Escape($"{(row.Subgraph > 0 ? $"{row.Subgraph}:" : "")}{row.Index} {row.Op}"), Markup.Escape(Short(row.Output ?? "")), $"{row.MedianMilliseconds:0.000}",
                SizeText.Percent(row.Share), row.MultiplyAccumulatesPerSecond is { } rate ? Rate(rate) : "", $"{row.Bytes:#,0}");
        terminal.Screen.Write(table);
    }

    /// <summary>Converters join the names of all that they fused with semicolons; the end of the first is enough to find the tensor.</summary>
    private static string Short(string name)
    {
        const int Longest = 60;
        var first = name.Split(';')[0];
        return first.Length <= Longest ? first : "…" + first[^(Longest - 1)..];
    }

    private static string Rate(double perSecond) => perSecond switch
    {
        >= 1e9 => $"{perSecond / 1e9:0.00} G",
        >= 1e6 => $"{perSecond / 1e6:0.0} M",
        _ => $"{perSecond / 1e3:0.0} k",
    };
}

/// <param name="Host">The computer that was measured; its times are not the target's latency.</param>
internal sealed record ProfileJson(string Host, int Threads, double MedianMs, double MinMs, ImmutableArray<ProfileOperatorJson> Operators)
{
    public static ProfileJson Of(ModelProfile profile) => new(HostName.Text, profile.Threads, profile.MedianMilliseconds, profile.MinMilliseconds, [.. profile.Operators.Select(row => new ProfileOperatorJson(
        row.Subgraph, row.Index, row.Op, row.Output, row.MedianMilliseconds, row.MinMilliseconds, row.Share, row.MultiplyAccumulates, row.MultiplyAccumulatesPerSecond, row.Bytes))]);
}

internal sealed record ProfileOperatorJson(
    int Subgraph, int Index, string Op, string? Output, double MedianMs, double MinMs, double Share, long MultiplyAccumulates, double? MultiplyAccumulatesPerSecond, long Bytes);

[JsonSerializable(typeof(ProfileJson))]
internal sealed partial class ProfileJsonContext : JsonSerializerContext
{
    public static ProfileJsonContext Readable { get; } = new(ReadableJson.Options());
}
