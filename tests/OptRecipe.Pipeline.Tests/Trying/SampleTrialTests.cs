using OptRecipe.Pipeline.Profiling;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Trying;
using OptRecipe.Testing;

namespace OptRecipe.Pipeline.Tests.Trying;

/// <summary>The digit classifier of the examples on its own data.</summary>
public sealed class SampleTrialTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";
    private const string Normalize = "  preprocess:\n    - normalize: {mean: 127.5, std: 127.5}\n";
    private const string Recipe = Head + "data:\n  evaluation: {path: test.npz, inputs: x, labels: y, metric: accuracy}\n" + Normalize + "steps:\n  - quantize: dynamic\noutputs:\n  - tflite: out/small.tflite\n";

    private readonly Fixture _fixture = new();

    public SampleTrialTests()
    {
        _fixture.Files["/w/test.npz"] = Bytes("prune", "test.npz");
        _fixture.Files["/w/three.png"] = Bytes("full-int8", "pictures", "calibration", "three", "000.png");
    }

    private static byte[] Bytes(params string[] path) => File.ReadAllBytes(SharedFolder.InRepository(["examples", .. path]));

    private static TrialRequest Request(string text, int sample = 0, string? file = null, string? set = null, bool worst = false, params string[] preprocess) =>
        new(Fixture.RecipePath, text, set, file, [.. preprocess], sample, worst, default);

    private Trial Try(TrialRequest request) => new SampleTrial(_fixture.Files, TimeProvider.System).Try(request, default);

    [Fact]
    public void Float_and_optimized_answer_the_same_sample_side_by_side()
    {
        Assert.Equal(RunStatus.Succeeded, _fixture.Run(Recipe).Status);
        var trial = Try(Request(Recipe, 3));
        Assert.Null(trial.Problem);
        Assert.Equal([false, true], trial.Models.Select(model => model.IsOptimized));
        Assert.Equal((3, "", "test.npz"), (trial.Index, trial.Note, trial.Data));
        var output = Assert.Single(trial.Outputs);
        Assert.True(output.IsClasses);
        Assert.InRange(output.Rows.Length, 5, 10);
        Assert.All(output.Rows, row => Assert.NotNull(row.Optimized));
        Assert.InRange(output.MaxDifference ?? -1, 1e-9, 0.5);
        Assert.True(output is { Sqnr: > 10, Cosine: > 0.9 });
        Assert.StartsWith("Both models say `", trial.Summary, StringComparison.Ordinal);
        Assert.EndsWith($"the label is `{trial.Label}`", trial.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_input_is_shown_as_it_reached_the_model()
    {
        var trial = Try(Request(Recipe));
        var input = Assert.Single(trial.Inputs);
        Assert.Equal((TrialPictureKind.Picture, 28, 28, 1), (input.Picture.Kind, input.Picture.Width, input.Picture.Height, input.Picture.Channels));
        // Normalized: from 0 … 255 to −1 … 1.
        var (lowest, highest) = (input.Tensors[0].Values.Min(), input.Tensors[0].Values.Max());
        Assert.True(lowest >= -1 && highest is > 0.5f and <= 1, $"{lowest} … {highest}");
        Assert.Equal((0, 255), (input.Picture.Pixels.Min(), input.Picture.Pixels.Max()));
    }

    [Fact]
    public void Without_a_run_the_model_answers_alone_and_it_is_said_why()
    {
        var trial = Try(Request(Recipe));
        Assert.Single(trial.Models);
        Assert.Contains("run the recipe", trial.Note, StringComparison.Ordinal);
        Assert.All(trial.Outputs, output => Assert.True(output is { Sqnr: null, MaxDifference: null }));
        _fixture.Run(Recipe);
        Assert.Contains("has changed since", Try(Request(Recipe + "# later\n")).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_the_user_picks_goes_through_the_recipes_preprocessing()
    {
        var trial = Try(Request(Recipe, 99, "/w/three.png"));
        Assert.Null(trial.Problem);
        Assert.Equal((1, 0, "three.png", ""), (trial.Count, trial.Index, trial.Data, trial.Label));
        Assert.InRange(trial.Inputs[0].Tensors[0].Values.Min(), -1, -0.5f);
        Assert.Empty(trial.Suggestions);
    }

    [Fact]
    public void Forgotten_normalizing_is_suggested_and_can_be_tried()
    {
        var model = new TrialRequest("/w/digits_cnn.tflite", null, null, "/w/three.png", [], 0, false, default);
        var plain = Try(model);
        Assert.Null(plain.Problem);
        Assert.Equal("normalize: {mean: 127.5, std: 127.5}", plain.Suggestions[0].Step);
        var tried = Try(model with { Preprocess = [plain.Suggestions[0].Step] });
        Assert.Empty(tried.Suggestions);
        Assert.InRange(tried.Inputs[0].Tensors[0].Values.Max(), 0.5f, 1);
    }

    [Fact]
    public void A_wrong_shape_says_what_was_given_what_is_wanted_and_the_key_that_mends_it()
    {
        var trial = Try(Request(Recipe, 0, "/w/channels_first.npy"));
        Assert.Contains("input `", trial.Problem, StringComparison.Ordinal);
        Assert.Equal([1, 28, 28, 1], Assert.Single(trial.Wants).Details.Shape);
        Assert.Equal("layout: nchw-to-nhwc", Assert.Single(trial.Suggestions).Step);
        Assert.Null(Try(Request(Recipe, 0, "/w/channels_first.npy", preprocess: "layout: nchw-to-nhwc")).Problem);
    }

    [Fact]
    public void The_worst_samples_come_first_and_those_of_another_class_before_them()
    {
        _fixture.Run(Recipe);
        var trial = Try(Request(Recipe, worst: true));
        Assert.Equal(trial.Count, trial.Looked);
        Assert.InRange(trial.Worst.Length, 2, 12);
        var same = trial.Worst.Where(rank => rank.Float == rank.Optimized).Select(rank => rank.Difference).ToArray();
        Assert.Equal(same.OrderDescending(), same);
        Assert.Equal(trial.Worst.OrderBy(rank => rank.Float == rank.Optimized).Select(rank => rank.Index), trial.Worst.Select(rank => rank.Index));
    }

    [Theory]
    [InlineData(Head, null, "write `data: {evaluation: …}`")]
    [InlineData(Recipe, "calibration", "no `calibration` data")]
    [InlineData("recipe: 1\n", null, "model")]
    [InlineData("recipe: 1\nmodel: cut.tflite\n", null, "cut.tflite")]
    [InlineData(Head + "data: {evaluation: {path: missing.npz}}\n", null, "`missing.npz` does not exist")]
    public void What_cannot_be_tried_says_why(string text, string? set, string expected) => Assert.Contains(expected, Try(Request(text, set: set)).Problem, StringComparison.Ordinal);

    [Fact]
    public void Both_models_are_timed_operator_by_operator()
    {
        _fixture.Run(Recipe);
        var profile = HostProfile.Of(new(Fixture.RecipePath, Recipe, 1, default), _fixture.Files, new QuickTime(), default);
        Assert.Null(profile.Problem);
        Assert.Equal(2, profile.Profiles.Length);
        Assert.All(profile.Profiles, one => Assert.Equal(7, one.Operators.Length));
        Assert.All(profile.Profiles, one => Assert.Equal(1, one.Operators.Sum(row => row.Share), 6));
        Assert.Contains("nothing.tflite", HostProfile.Of(new("/w/nothing.tflite", null, 1, default), _fixture.Files, new QuickTime(), default).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrialPictureKind.Picture, 1, 8, 6, 3)]
    [InlineData(TrialPictureKind.Picture, 1, 8, 6, 1)]
    [InlineData(TrialPictureKind.Picture, 1, 8, 6, 4)]
    [InlineData(TrialPictureKind.Strip, 1, 49, 10)]
    [InlineData(TrialPictureKind.Strip, 1, 49, 1, 10)]
    [InlineData(TrialPictureKind.Wave, 1, 16000)]
    [InlineData(TrialPictureKind.Table, 1, 10)]
    [InlineData(TrialPictureKind.Table)]
    [InlineData(TrialPictureKind.Picture, 1, 2000, 3000, 3)]
    public void Every_shape_has_a_picture_of_a_size_that_can_be_shown(TrialPictureKind kind, params int[] shape)
    {
        var values = Enumerable.Range(0, shape.Aggregate(1, (product, size) => product * size)).Select(index => index % 7 == 0 ? float.NaN : (float)(index % 100)).ToArray();
        var picture = TrialPicture.Of(shape, values);
        Assert.Equal(kind, picture.Kind);
        Assert.Equal(kind is TrialPictureKind.Picture or TrialPictureKind.Strip ? picture.Width * picture.Height * picture.Channels : 0, picture.Pixels.Length);
        Assert.InRange(picture.Pixels.Length, 0, 320 * 320 * 3);
        Assert.InRange(picture.Values.Length, 0, 800);
    }

    /// <summary>A tenth of a second goes by at each look.</summary>
    private sealed class QuickTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 10;
        public override long GetTimestamp() => ++_now;
    }
}
