using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Tensorflow.Keras.Engine;

public abstract partial class Layer
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = new();
    private readonly List<ILayer> _stacked = [];

    /// <summary>Names inner layers in an order of their own, as TensorFlow.NET does. Not needed: fields are found.</summary>
    protected void StackLayers(params ILayer[] layers) => _stacked.AddRange(layers);

    /// <summary>The direct inner layers, those in lists included.</summary>
    public virtual List<ILayer> Layers => [.. FlatLayers()];

    /// <summary>All inner layers, those of inner layers included, each behind the one that has it (tf.Module.submodules).</summary>
    public IEnumerable<ILayer> submodules => FlatLayers().SelectMany(l => l.submodules.Prepend(l)).Distinct();

    /// <summary>
    /// What a Keras object tracks, in order of assignment: single layers, and lists of layers, each of which counts as one
    /// child (all its layers' trainable weights first, then the others).
    /// </summary>
    internal virtual IReadOnlyList<Child> Children()
    {
        var seen = new HashSet<ILayer>(ReferenceEqualityComparer.Instance);
        var children = new List<Child>();
        foreach (ILayer l in _stacked)
            if (seen.Add(l))
                children.Add(new Child([(Layer)l]));
        foreach (FieldInfo field in Fields(GetType()))
        {
            Layer[] found = field.GetValue(this) switch
            {
                Layer l => seen.Add(l) ? [l] : [],
                IEnumerable list and not string => [.. LayersIn(list).Where(seen.Add)],
                _ => [],
            };
            if (found.Length > 0)
                children.Add(new Child(found));
        }
        return children;
    }

    internal IEnumerable<Layer> FlatLayers() => Children().SelectMany(c => c.Layers);

    private static IEnumerable<Layer> LayersIn(IEnumerable list)
    {
        foreach (object? item in list)
        {
            object? value = item is DictionaryEntry entry ? entry.Value : item;
            if (value is Layer layer)
                yield return layer;
            else if (value is IEnumerable inner and not string)
                foreach (Layer l in LayersIn(inner))
                    yield return l;
        }
    }

    /// <summary>Variables that a subclass keeps in fields without add_weight.</summary>
    private IEnumerable<IVariableV1> FieldVariables(bool trainable)
    {
        foreach (FieldInfo field in Fields(GetType()))
            if (field.GetValue(this) is ResourceVariable v && v.Trainable == trainable && !_ownTrainable.Contains(v) && !_ownNonTrainable.Contains(v))
                yield return v;
    }

    /// <summary>Instance fields of a class, its base classes' first, in order of declaration; only what may hold layers or variables.</summary>
    private static FieldInfo[] Fields(Type type) => s_fields.GetOrAdd(type, static t =>
    {
        var fields = new List<FieldInfo>();
        for (Type? c = t; c is not null && c != typeof(Layer) && c != typeof(Model) && c != typeof(Functional) && c != typeof(Sequential); c = c.BaseType)
            fields.InsertRange(0, c.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => f.GetCustomAttribute<NotTrackedAttribute>() is null && MayHold(f.FieldType)).OrderBy(f => f.MetadataToken));
        return [.. fields];
    });

    private static bool MayHold(Type type) =>
        typeof(ILayer).IsAssignableFrom(type) || typeof(IVariableV1).IsAssignableFrom(type) || type == typeof(object)
        || (typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string) && !typeof(Tensors).IsAssignableFrom(type) && !typeof(Shape).IsAssignableFrom(type)
            && !(type.IsArray && type.GetElementType()!.IsPrimitive));

    /// <summary>One tracked attribute: a layer, or a list of layers.</summary>
    internal sealed record Child(IReadOnlyList<Layer> Layers)
    {
        internal IEnumerable<IVariableV1> Trainable => Layers.SelectMany(l => l.TrainableWeights);

        internal IEnumerable<IVariableV1> NonTrainable => Layers.SelectMany(l => l.NonTrainableWeights);

        internal IEnumerable<IVariableV1> All => Layers.Count == 1 ? Layers[0].Weights : Trainable.Concat(NonTrainable);
    }
}

/// <summary>Marks a field whose layers are not this layer's children (a reference to a layer that belongs elsewhere).</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class NotTrackedAttribute : Attribute
{
}
