namespace OptRecipe.Cli;

/// <summary>Progress as lines on the error stream: none for what is done at once, then one a second.</summary>
internal sealed class RunningText<T>(Terminal terminal, TimeProvider time) : IProgress<T>
{
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private long _last = time.GetTimestamp();

    public void Report(T value)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_last) < Gap) return;
            _last = time.GetTimestamp();
            terminal.Progress(value?.ToString() ?? "");
        }
    }
}
