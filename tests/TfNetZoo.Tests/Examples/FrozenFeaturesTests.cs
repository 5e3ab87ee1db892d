using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNetZoo.Examples;
using TfNetZoo.Tests.Data;
using TfNetZoo.Tests.Networks;
using static Tensorflow.KerasApi;
using static TfNetZoo.Networks.MobileNetV2;

namespace TfNetZoo.Tests.Examples;

[Collection(NetworkCases.Collection)]
public class FrozenFeaturesTests
{
    private const double Narrow = 0.35;

    [Fact]
    public void All_but_the_classifier_is_loaded_and_frozen()
    {
        using var folder = new TemporaryFolder();
        Functional trained = Fresh(true, Narrow), feature = Saved(trained, folder["trained.h5"], () => Fresh(false, Narrow));
        FrozenFeatures.Load(feature, folder["trained.h5"]);
        Assert.Empty(feature.TrainableWeights);
        Assert.Equal(trained.Weights.Count - 2, feature.Weights.Count);
        // The order of a frozen model's weights is another one: their sums tell which is which.
        Assert.Equal(Sums(trained).SkipLast(2).Order(), Sums(feature).Order());
    }

    [Fact]
    public void Weights_of_another_width_are_refused()
    {
        using var folder = new TemporaryFolder();
        Functional feature = Saved(Fresh(true, Narrow), folder["narrow.h5"], () => Fresh(false, 0.5));
        var error = Assert.Throws<ValueError>(() => FrozenFeatures.Load(feature, folder["narrow.h5"]));
        Assert.Contains("--pretrained", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(feature.TrainableWeights);
    }

    private static Functional Fresh(bool top, double alpha)
    {
        keras.backend.clear_session();
        return mobilenet_v2(32, 32, 5, alpha, include_top: top);
    }

    private static Functional Saved(Functional model, string file, Func<Functional> next)
    {
        model.save_weights(file);
        return next();
    }

    private static IEnumerable<(string, float)> Sums(Functional model) =>
        model.Weights.Select(w => (w.Name, ((ResourceVariable)w).AsTensor().ToArray<float>().Sum()));
}
