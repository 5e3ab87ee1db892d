using System.Diagnostics.CodeAnalysis;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// The caller's own layer classes, by the class name in the config, each with the function that makes one from its config:
/// <c>new CustomLayers { ["PatchEmbed"] = c => new PatchEmbed(c) }</c>. They go before the library's.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "The name says what it holds.")]
public sealed class CustomLayers : Dictionary<string, Func<IDictionary<string, object?>, ILayer>>
{
}
