using System.Runtime.CompilerServices;
using OptRecipe.Engine.Threading;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Models;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Running;

/// <summary>What gzip makes of the model before and after a recipe's last run: as the run has recorded it, else measured for who looks, as long as both files are as they were then. Thread-safe.</summary>
/// <param name="Before">Bytes, as <paramref name="After"/>.</param>
public sealed record LastGzip(long Before, long After)
{
    private static readonly ConditionalWeakTable<RunRecord, Task<LastGzip?>> Measured = [];

    /// <param name="store">Where sizes of files are remembered by their contents; null for nowhere, measured on this thread alone.</param>
    /// <returns>Null without a run, and when a file has changed or cannot be read.</returns>
    public static LastGzip? Of(IFileSource files, RecipeAnalysis analysis, ICacheStore? store)
    {
        if (analysis.LastRun is not { } last) return null;
        if (last is { Before.Gzip: { } before, After.Gzip: { } after }) return new(before, after);
        try
        {
            var source = analysis.Model?.Model?.Model.Origin?.Source;
            if (source is null || GzipSize.NameOf(source) != last.SourceName || WrittenModel.Paths(files, analysis).FirstOrDefault() is not { } path) return null;
            var written = files.Open(path);
            using var owned = written as IDisposable;
            return new(Measure(source, store), Measure(written, store));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelFormatException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>The same for somebody who does not wait: null, too, while large files are being measured beside.</summary>
    public static LastGzip? SoFar(IFileSource files, RecipeAnalysis analysis)
    {
        if (analysis.LastRun is not { Before: { } before } last || (before.Gzip is null && before.File > LoadedModel.MostBytes)) return null;
        var measuring = Measured.GetValue(last, _ => before.Gzip is not null || before.File <= LoadedModel.SmallBytes ? Task.FromResult(Of(files, analysis, null)) : QuietThread.Run("gzip", () => Of(files, analysis, null)));
        return measuring.IsCompleted ? measuring.GetAwaiter().GetResult() : null;
    }

    private static long Measure(IByteSource source, ICacheStore? store) => store is null ? GzipSize.Of(source, threads: 1) : GzipSize.Of(source, store);
}
