from django.db import migrations, models


def merge_doubles(apps, schema_editor):
    """One row for each Cité that an initiative names: an accepted one, else a refused one, else the first.

    Goes before the constraint; what is public is then what was public, for one accepted row has shown the Cité.
    """
    PartnerCite = apps.get_model("cities", "InitiativePartnerCite")
    doubled = (
        PartnerCite.objects.using(schema_editor.connection.alias)
        .order_by()
        .values("owner", "cite")
        .annotate(rows=models.Count("pk"))
        .filter(rows__gt=1)
    )
    for double in list(doubled):
        rows = PartnerCite.objects.using(schema_editor.connection.alias).filter(
            owner=double["owner"], cite=double["cite"]
        )
        kept = min(rows, key=lambda row: (row.accepted_at is None, row.refused_at is None, row.sort_order, row.pk))
        rows.exclude(pk=kept.pk).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0009_partner_answers'),
    ]

    operations = [
        migrations.RunPython(merge_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='initiativepartnercite',
            constraint=models.UniqueConstraint(fields=('owner', 'cite'), name='initiative_names_cite_once'),
        ),
    ]
