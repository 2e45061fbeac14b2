using System.CommandLine;
using System.Runtime.InteropServices;

namespace OptRecipe.Cli;

/// <summary>The program: its commands, and what they have in common.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var terminal = new Terminal(output, error);
        var root = new RootCommand("Checks and runs optimization recipes for TensorFlow Lite models.");
        foreach (var create in Commands) root.Subcommands.Add(create(terminal));
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) error.WriteLine(problem.Message);
            error.WriteLine("See `optrecipe --help`.");
            return ExitCode.Usage;
        }
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupted.Cancel();
        }
        try
        {
            // No ProcessTerminationTimeout: the library's own signal handler ends the process when a signal meets the end of a command.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = error };
            return await parsed.InvokeAsync(configuration, interrupted.Token).ConfigureAwait(false);
        }
        catch (UsageException usage)
        {
            error.WriteLine(usage.Message);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("cancelled");
            return ExitCode.Cancelled;
        }
        // The last resort: whatever it is, the caller gets one sentence and exit code 4.
        catch (Exception bug)
        {
            error.WriteLine($"optrecipe itself failed; please report this: {bug}");
            return ExitCode.Internal;
        }
    }

    /// <summary>All commands, in the order of the help page.</summary>
    private static readonly Func<Terminal, Command>[] Commands =
    [
        CheckCommand.Create,
        FormatCommand.Create,
        RunCommand.Create,
        PlanCommand.Create,
        NewCommand.Create,
        ExplainCommand.Create,
        CoverageCommand.Create,
        InspectCommand.Create,
        CompareCommand.Create,
        ExtractCommand.Create,
        DumpCommand.Create,
        AssembleCommand.Create,
        InvokeCommand.Create,
        ProfileCommand.Create,
        CalibrateCommand.Create,
        EvaluateCommand.Create,
        OperatorsCommand.Create,
        TargetsCommand.Create,
        SchemaCommand.Create,
    ];
}

/// <summary>Wrong usage or unreadable input: one sentence for people, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
