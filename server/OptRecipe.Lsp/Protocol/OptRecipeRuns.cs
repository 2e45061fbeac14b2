// Runs under way, checks and report pages. The client mirrors this file in client/src/features/run/protocol.ts; a test compares the two.
using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <param name="Running">Null when no run is under way.</param>
/// <param name="Waiting">URIs of the recipes whose runs wait, the next one first.</param>
public sealed record RunsParams(RunningRun? Running, ImmutableArray<string> Waiting) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("running", Running);
        writer.List("waiting", Waiting);
        writer.WriteEndObject();
    }
}

/// <param name="Message">What is being done, a few words.</param>
/// <param name="Percentage">0…100, never falling.</param>
/// <param name="Left">Such as <c>about 20 s left</c>; null while nothing can be said.</param>
public sealed record RunningRun(string Uri, RunTrigger Trigger, string Message, int Percentage, string? Left) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("uri", Uri);
        writer.WriteString("trigger", JsonNamingPolicy.CamelCase.ConvertName(Trigger.ToString()));
        writer.WriteString("message", Message);
        writer.WriteNumber("percentage", Percentage);
        writer.WriteString("left", Left);
        writer.WriteEndObject();
    }
}

/// <param name="Problem">Why nothing could be checked, one sentence; null when it could.</param>
public sealed record CheckAnswer(string? Problem, ImmutableArray<CheckedProblem> Problems) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("problem", Problem);
        writer.List("problems", Problems);
        writer.WriteEndObject();
    }
}

/// <summary>A diagnostic as a terminal prints it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c>, <c>information</c> or <c>hint</c>.</param>
public sealed record CheckedProblem(int Line, int Column, string Severity, string Code, string Message) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", Line);
        writer.WriteNumber("column", Column);
        writer.WriteString("severity", Severity);
        writer.WriteString("code", Code);
        writer.WriteString("message", Message);
        writer.WriteEndObject();
    }
}

/// <param name="Markdown">The last run's report; when there is none, the sentence that says so.</param>
/// <param name="Found">Whether there is one.</param>
public sealed record ReportPageAnswer(string Markdown, bool Found) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("markdown", Markdown);
        writer.WriteBoolean("found", Found);
        writer.WriteEndObject();
    }
}
