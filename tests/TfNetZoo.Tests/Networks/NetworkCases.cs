using Tensorflow.Keras.Engine;
using TfNetZoo.Networks;

namespace TfNetZoo.Tests.Networks;

/// <summary>The golden cases and how their networks are made: by the registry's name, or by an entry here.</summary>
internal static class NetworkCases
{
    /// <summary>Tests that build networks share the counters of automatic names and the switch of dropout: one after the other.</summary>
    internal const string Collection = "networks";

    private static readonly Dictionary<string, Func<int, int, int, Model>> s_special = new()
    {
        // The golden's model was called, not built: its weights carry the model's name.
        ["my_model"] = (size, channels, classes) =>
        {
            var model = new MyModel(classes);
            model.Apply(Tensorflow.Binding.tf.zeros((1, size, size, channels)));
            return model;
        },
    };

    internal static Model Build(string network, int size, int channels, int classes) =>
        s_special.TryGetValue(network, out Func<int, int, int, Model>? make)
            ? make(size, channels, classes)
            : ModelRegistry.Get(network).Create(new NetworkOptions(size, size, classes, channels));
}
