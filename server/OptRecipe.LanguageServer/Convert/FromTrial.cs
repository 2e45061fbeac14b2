using System.Collections.Immutable;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Profiling;
using OptRecipe.Pipeline.Trying;
using OptRecipe.TFLite;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>Trials and profiles as the wire has them.</summary>
public static class FromTrial
{
    public static TryAnswer Answer(Trial trial) => new(
        trial.Problem, trial.Note, [.. trial.Models.Select(Model)], trial.Sets, trial.Data, trial.Count, trial.Index, trial.Sample, trial.Label, trial.Summary, [.. trial.Inputs.Select(Input)],
        [.. trial.Outputs.Select(Output)], [.. trial.Wants.Select(Tensor)], [.. trial.Suggestions.Select(suggestion => new TrySuggestion(suggestion.Title, suggestion.Step))],
        [.. trial.Worst.Select(rank => new TryRank(rank.Index, rank.Sample, rank.Difference, rank.Float, rank.Optimized, rank.Label))], trial.Looked);

    public static ProfileAnswer Answer(HostProfile profile, int threads) => new(
        profile.Problem, profile.Note, LatencyResult.Heading, HostName.Text, threads, [.. profile.Models.Zip(profile.Profiles, Profile)]);

    private static ProfileModel Profile(TrialModel model, ModelProfile profile)
    {
        // Of medians: one run that the computer was busy in would else count more than all others.
        var total = profile.Operators.Sum(row => row.MedianMilliseconds);
        return new(
            model.IsOptimized, DocumentUri.OfPath(model.Path).ToString(), Path.GetFileName(model.Path), model.Bytes, profile.Runs, profile.MedianMilliseconds, profile.MinMilliseconds,
            [.. profile.Operators.Select(row => new ProfileOperator(
                row.Subgraph, row.Index, row.Op, row.Output ?? "", row.MedianMilliseconds, total > 0 ? row.MedianMilliseconds / total : 0, row.MultiplyAccumulates, row.Bytes))]);
    }

    private static TryModel Model(TrialModel model) => new(model.IsOptimized, DocumentUri.OfPath(model.Path).ToString(), Path.GetFileName(model.Path), model.Bytes);

    private static TryInput Input(TrialInput input)
    {
        var picture = input.Picture;
        return new(input.Name, [.. input.Tensors.Select(Tensor)], (TryPictureKind)picture.Kind, picture.Width, picture.Height, picture.Channels, picture.Pixels, picture.Values);
    }

    private static TryOutput Output(TrialOutput output) => new(
        output.Name, [.. output.Tensors.Select(Tensor)], output.Count, output.IsClasses, [.. output.Rows.Select(row => new TryRow(row.Index, row.Name, row.Float, row.Optimized))],
        output.Sqnr, output.Cosine, output.MaxDifference);

    private static TryTensor Tensor(TrialTensor tensor)
    {
        var details = tensor.Details;
        var (lowest, highest) = TrialPicture.Range(tensor.Values);
        var (sum, count) = (0.0, 0);
        foreach (var value in tensor.Values)
        {
            if (!float.IsFinite(value)) continue;
            (sum, count) = (sum + value, count + 1);
        }
        var hasScale = !details.Quantization.IsNone && !details.Quantization.IsPerChannel;
        return new(
            details.Name, details.Type.Name(), [.. details.Shape], hasScale ? details.Quantization.Scale : null, hasScale ? details.Quantization.ZeroPoint : null,
            lowest, highest, count == 0 ? 0 : sum / count);
    }
}
