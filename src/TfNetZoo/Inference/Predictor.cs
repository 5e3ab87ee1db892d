using System.Globalization;
using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.Formats.Images;
using TfNetZoo.Networks;

namespace TfNetZoo.Inference;

/// <summary>
/// Classifies photos with a trained network: reads and scales them on background workers while the network computes, in batches, and
/// gives the results in the order of the photos. A photo that cannot be read gives a result with an error; the others go on.
/// </summary>
public sealed class Predictor
{
    private readonly Model _model;
    private readonly bool _isProbability;
    private readonly string[]? _given;
    private string[]? _names;

    /// <summary>A predictor of a model that has its weights.</summary>
    /// <param name="model">Its last output (or its only one) is [n, classes].</param>
    /// <param name="input">How photos become its input.</param>
    /// <param name="names">Of the classes; null: their indices.</param>
    /// <param name="probabilities">False: the model gives logits (or log-probabilities), which go through a softmax.</param>
    public Predictor(Model model, PhotoInput input, IReadOnlyList<string>? names = null, bool probabilities = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        (_model, Input, _isProbability, _given) = (model, input, probabilities, names is null ? null : [.. names]);
    }

    /// <summary>How photos become the input.</summary>
    public PhotoInput Input { get; }

    /// <summary>A network with weights from a file.</summary>
    /// <param name="network">From the registry.</param>
    /// <param name="weights">A Keras 2 HDF5 weight file.</param>
    /// <param name="names">Of the classes; null: their indices.</param>
    /// <param name="size">Height and width; 0: the network's own.</param>
    /// <param name="byName">
    /// Pair layers by name, so that a file with more layers fits (a GoogLeNet trained with side heads, used without).
    /// </param>
    /// <exception cref="ValueError">Names, file and network do not fit each other.</exception>
    public static Predictor Open(NetworkInfo network, string weights, IReadOnlyList<string>? names = null, int size = 0, bool byName = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        int? saved = WeightClasses.Count(network, weights, size);
        if (names is not null && saved is { } n && n != names.Count)
            throw new ValueError($"class names: expected {n}, the number of outputs that '{weights}' was saved with; received {names.Count}");
        Model model = network.Build(names?.Count ?? saved ?? 0, size);
        model.load_weights(weights, by_name: byName);
        return new Predictor(model, PhotoInput.Of(network, size), names, network.Probabilities);
    }

    /// <summary>The probabilities of all classes for one photo.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">The file is damaged or of another kind.</exception>
    public PhotoPrediction Predict(string photo)
    {
        var values = new float[Input.Length];
        Input.Load(photo, values);
        return Compute([new Loaded(photo, values, null)])[0];
    }

    /// <summary>The predictions of many photos, in their order, as they become ready.</summary>
    /// <param name="photos">Paths; read lazily.</param>
    /// <param name="batchSize">Photos in a step.</param>
    public IEnumerable<PhotoPrediction> Predict(IEnumerable<string> photos, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(photos);
        if (batchSize < 1)
            throw new ValueError($"Predictor: argument batchSize: expected at least 1; received {batchSize}");
        return Walk(photos, batchSize);
    }

    private IEnumerable<PhotoPrediction> Walk(IEnumerable<string> photos, int batchSize)
    {
        var group = new List<Loaded>();
        foreach (Loaded photo in AheadLoader.Load(photos, Read, 2 * batchSize))
        {
            group.Add(photo);
            if (group.Count(p => p.Error is null) < batchSize)
                continue;
            foreach (PhotoPrediction p in Compute(group))
                yield return p;
            group.Clear();
        }
        foreach (PhotoPrediction p in Compute(group))
            yield return p;
    }

    private Loaded Read(string photo)
    {
        var values = new float[Input.Length];
        try
        {
            Input.Load(photo, values);
            return new Loaded(photo, values, null);
        }
        catch (ImageFormatException e)
        {
            return new Loaded(photo, [], e.Reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Loaded(photo, [], e.Message);
        }
    }

    private List<PhotoPrediction> Compute(List<Loaded> group)
    {
        List<Loaded> readable = group.FindAll(p => p.Error is null);
        float[] outputs = readable.Count == 0 ? [] : Outputs(readable);
        int classes = readable.Count == 0 ? 0 : outputs.Length / readable.Count, at = 0;
        return group.ConvertAll(p => p.Error is not null
            ? new PhotoPrediction(p.Photo, [], [], p.Error)
            : new PhotoPrediction(p.Photo, Probabilities(outputs.AsSpan(at++ * classes, classes)), NamesOf(classes)));
    }

    private float[] Outputs(List<Loaded> photos)
    {
        var values = new float[photos.Count * Input.Length];
        for (int i = 0; i < photos.Count; i++)
            photos[i].Values.CopyTo(values, i * Input.Length);
        using var x = new Tensor(values, (photos.Count, Input.Size, Input.Size, Input.Channels));
        Tensors all = _model.predict_on_batch(x);
        try
        {
            // Side heads come first.
            Tensor main = all[^1];
            return main.rank == 2 ? main.ToArray<float>()
                : throw new ValueError($"Predictor: expected a model whose last output is [n, classes]; received {main.shape}");
        }
        finally
        {
            foreach (Tensor t in all)
                t.Dispose();
        }
    }

    private float[] Probabilities(ReadOnlySpan<float> output)
    {
        if (_isProbability)
            return output.ToArray();
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float v in output)
            largest = Math.Max(largest, v);
        var exponentials = new double[output.Length];
        for (int i = 0; i < exponentials.Length; i++)
            sum += exponentials[i] = Math.Exp(output[i] - largest);
        return Array.ConvertAll(exponentials, e => (float)(e / sum));
    }

    private string[] NamesOf(int classes)
    {
        if (_given is not null && _given.Length != classes)
            throw new ValueError($"class names: expected {classes}, one for each output of model '{_model.Name}'; received {_given.Length}");
        return _names ??= _given ?? [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    /// <summary>A photo's input, or why there is none.</summary>
    private sealed record Loaded(string Photo, float[] Values, string? Error);
}
