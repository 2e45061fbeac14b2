using System.Collections.Immutable;
using OptRecipe.Data;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Trying;

/// <summary>Lets the models of a recipe answer one sample. What a user, a file or the disk did wrong is told in the answer.</summary>
public sealed class SampleTrial(IFileSource files, TimeProvider time)
{
    private readonly SampleSets _sets = new(files);

    public Trial Try(TrialRequest request, CancellationToken cancellation)
    {
        TriedModels models;
        try
        {
            models = TriedModels.Open(files, request.Path, request.Text, cancellation);
        }
        catch (EvaluationException error)
        {
            return new([], "", [], "") { Problem = error.Message };
        }
        var trial = new Trial(models.Named, models.Note, TrialData.Sets(models.Analysis.Recipe), "");
        try
        {
            var data = TrialData.Find(models.Analysis.Recipe, request);
            trial = trial with { Data = request.File is { } file ? Path.GetFileName(file) : data.Path.Value };
            return Try(trial, models, data, request, cancellation);
        }
        catch (Exception error) when (error is EvaluationException or InterpreterException or DataFormatException or ModelFormatException or IOException or UnauthorizedAccessException)
        {
            return trial with { Problem = error.Message, Wants = Wants(models.Float.Model) };
        }
    }

    private Trial Try(Trial trial, TriedModels models, BoundDataSet data, TrialRequest request, CancellationToken cancellation)
    {
        var opened = new List<(SampleSet Samples, AnsweringModel Model)>();
        try
        {
            foreach (var model in models.Loaded)
            {
                var result = _sets.Open(models.Analysis.Path, data, model.Model, models.Analysis.Recipe.Seed, cancellation);
                if (result.Set is not { Count: > 0 } set)
                {
                    result.Set?.Dispose();
                    return trial with
                    {
                        Problem = result.Problem?.Message ?? $"`{trial.Data}` holds no samples", Wants = Wants(model.Model),
                        Suggestions = [.. result.Problems.Select(problem => problem.Suggestion).OfType<StepSuggestion>()],
                    };
                }
                opened.Add((set, new(new SharedModel(model.Model), set)));
            }
            return Answered(trial, models, opened, data, request, cancellation);
        }
        finally
        {
            foreach (var (samples, model) in opened)
            {
                model.Dispose();
                samples.Dispose();
            }
        }
    }

    private Trial Answered(Trial trial, TriedModels models, List<(SampleSet Samples, AnsweringModel Model)> opened, BoundDataSet data, TrialRequest request, CancellationToken cancellation)
    {
        var set = opened[0].Samples;
        var index = Math.Clamp(request.Sample, 0, set.Count - 1);
        trial = trial with { Count = set.Count, Index = index, Sample = set.NameOf(index) };
        var answers = opened.Select(one => one.Model.Answer(index, cancellation)).ToArray();
        var hasClasses = set.Labels is { Shape.Length: 0, Type.Letter: 'i' or 'u' } || !set.ClassNames.IsEmpty;
        var outputs = TrialAnswers.Compare([.. opened.Zip(answers, (one, answer) => Tensors(one.Model.Outputs, answer.Outputs))], models.Float.Model, hasClasses, set.ClassNames);
        var label = LabelOf(answers[0].Label, set, outputs.FirstOrDefault()?.IsClasses == true);
        var inputs = Inputs([.. opened.Zip(answers, (one, answer) => Tensors(one.Model.Inputs, answer.Inputs))]);
        var ranks = request.RanksWorst && opened.Count > 1 ? WorstSamples.Of(opened[0], opened[1], outputs, label => LabelOf(label, set, hasClasses), time, cancellation) : default;
        return trial with
        {
            Label = label, Inputs = inputs, Outputs = outputs, Summary = TrialAnswers.Summary(outputs, set.ClassNames, label), Worst = ranks.Worst.IsDefault ? [] : ranks.Worst, Looked = ranks.Looked,
            Suggestions = TrialHints.Of(data, set, inputs),
        };
    }

    private static ImmutableArray<TrialTensor> Tensors(IReadOnlyList<TensorDetails> details, float[][] values) => [.. details.Zip(values, (tensor, numbers) => new TrialTensor(tensor, numbers))];

    private static ImmutableArray<TrialInput> Inputs(IReadOnlyList<ImmutableArray<TrialTensor>> models) =>
    [
        .. Enumerable.Range(0, models[0].Length).Select(position =>
        {
            ImmutableArray<TrialTensor> tensors = [.. models.Select(model => model[position])];
            // What the last model in the row was given: quantizing is a part of the way.
            var shown = tensors[^1];
            return new TrialInput(tensors[0].Details.Name is { Length: > 0 } name ? name : $"input {position}", tensors, TrialPicture.Of(shown.Details.Shape, shown.Values));
        }),
    ];

    private static string LabelOf(double[] label, SampleSet set, bool isClasses) => label switch
    {
        [] => "",
        [var one] when isClasses && one is >= 0 and < int.MaxValue => TrialAnswers.NameOf((int)one, set.ClassNames),
        { Length: <= 8 } => string.Join(", ", label.Select(value => $"{value:G4}")),
        _ => $"{label.Length:#,0} numbers",
    };

    private static ImmutableArray<TrialTensor> Wants(Model model)
    {
        try
        {
            using var interpreter = new Interpreter(model, new());
            return [.. interpreter.GetInputDetails().Select(input => new TrialTensor(input, []))];
        }
        catch (InterpreterException)
        {
            return [];
        }
    }
}
