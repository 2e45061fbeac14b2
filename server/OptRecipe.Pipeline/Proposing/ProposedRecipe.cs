using System.Collections.Immutable;
using System.Text;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Pipeline.Proposing;

/// <summary>The proposal as text.</summary>
/// <param name="Samples">A file of typical inputs; null when none was found.</param>
internal sealed record ProposedRecipe(string RecipePath, string Model, ImmutableArray<string> Targets, string? Samples)
{
    private const int KiB = 1024;
    /// <summary>Runtime targets that compute in integers from end to end: inputs and outputs are integers too.</summary>
    private static readonly string[] IntegerTargets = ["tflite-micro", "cmsis-nn", "mcu", "edge-tpu", "ethos-u"];

    private string Name => Path.GetFileNameWithoutExtension(Model);

    /// <param name="scheme">Null: no step.</param>
    /// <param name="chosen">Null while forms are only weighed: then there is neither budget nor output.</param>
    /// <param name="comments">Lines for the head, without the mark.</param>
    public string Text(string? scheme, ProposalCandidate? chosen, ImmutableArray<string> comments)
    {
        var text = new StringBuilder();
        foreach (var line in comments) text.Append(line.Length == 0 ? "#\n" : $"# {line}\n");
        text.Append($"recipe: 1\nname: {ScalarQuoting.Quoted(Name)}\n\nmodel: {ScalarQuoting.Quoted(Model)}\n");
        if (!Targets.IsEmpty)
        {
            text.Append(chosen is null ? "\ntargets:\n" : "\ntargets:                        # where it has to run; each is judged operator by operator\n");
            foreach (var target in Targets) text.Append($"  - {target}\n");
        }
        var needsData = scheme is "int8" or "int16x8";
        if (needsData && chosen is not null)
            text.Append($"\ndata:\n  calibration:                  # 100 to 500 typical inputs, as the device will see them\n    path: {ScalarQuoting.Quoted(Samples ?? "data/calibration.npz")}{(Samples is null ? "   # not there yet: .npy, .npz, .csv, a folder of pictures or sounds" : "")}\n");
        if (scheme is not null)
        {
            var isBordered = scheme == "int8" && Targets.Any(IntegerTargets.Contains);
            text.Append(isBordered ? $"\nsteps:\n  - quantize:\n      scheme: {scheme}\n      io: int8                  # the device hands over integers\n" : $"\nsteps:\n  - quantize: {scheme}\n");
        }
        if (chosen is not null)
        {
            text.Append($"\nbudget:                         # broken, it is an error here, and exit code 3 in CI\n  file: {Limit(chosen.FileBytes)}\n\noutputs:\n");
            if (scheme is not null) text.Append($"  - tflite: {ScalarQuoting.Quoted($"out/{Name}_{scheme}.tflite")}\n");
            text.Append("  - report: out/report.md\n");
        }
        return text.ToString();
    }

    /// <summary>The next whole KiB above, with a twentieth of room.</summary>
    private static string Limit(long bytes) => $"{(bytes + bytes / 20 + KiB - 1) / KiB} KiB";
}
