using OptRecipe.LanguageServer.Documents;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Analysis;

/// <summary>Both stages of the analysis of one document version, each computed at most once, by whoever asks first. A cancelled computation leaves the cell as it was. Thread-safe.</summary>
public sealed class AnalysisCell(IAnalyzer analyzer, DocumentUri uri, SourceText text, IFileSource files)
{
    private const int MillisecondsBetweenLooks = 20;
    private readonly object _gate = new();
    private volatile IAnalysis? _text, _model;

    /// <summary>The files as this recipe may see them.</summary>
    public IFileSource Files => files;

    /// <summary>What the text alone says.</summary>
    public IAnalysis Text(CancellationToken cancellation)
    {
        if (_text is { } known) return known;
        Enter(cancellation);
        try
        {
            return _text ??= analyzer.AnalyzeText(uri, text);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    /// <summary>What the text, the model and the targets say.</summary>
    public IAnalysis Model(CancellationToken cancellation)
    {
        if (_model is { } known) return known;
        var stage = Text(cancellation);
        Enter(cancellation);
        try
        {
            return _model ??= analyzer.AnalyzeModel(stage, files, cancellation);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    // Somebody else may be computing for a long time; whoever waits for him can still be cancelled.
    private void Enter(CancellationToken cancellation)
    {
        while (!Monitor.TryEnter(_gate, MillisecondsBetweenLooks)) cancellation.ThrowIfCancellationRequested();
    }
}
