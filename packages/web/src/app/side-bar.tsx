import { Burger } from '@mantine/core';
import { NavLink } from 'react-router';
import { useOpenSuggestions } from '../lib/suggestions.ts';
import { Keys } from '../ui/keys.tsx';
import { LiveSign } from './live-sign.tsx';
import { type Badge, navigation } from './navigation.ts';
import classes from './side-bar.module.css';
import { Wordmark } from './wordmark.tsx';

export function SideBar({ pending, onClose }: { pending: number; onClose(): void }) {
  const counts: Record<Badge, number> = { pending, suggestions: useOpenSuggestions() };
  return (
    <div className={classes.bar}>
      <div className={classes.top}>
        <Wordmark />
        <Burger opened onClick={onClose} hiddenFrom="sm" size="sm" aria-label="Close navigation" ml="auto" />
      </div>
      <nav aria-label="Main" className={classes.nav}>
        {navigation.map(({ group, items }) => (
          <div key={group} className={classes.group}>
            <p className={classes.heading}>{group}</p>
            {items.map((item) => (
              <NavLink key={item.path} to={item.path} end={item.path === '/'} className={classes.item}>
                <item.icon size={17} stroke={1.6} aria-hidden="true" />
                {item.label}
                {item.badge && counts[item.badge] > 0 ? (
                  <span className={classes.badge} data-calm={item.badge === 'suggestions' || undefined}>
                    {counts[item.badge]}
                  </span>
                ) : (
                  <span className={classes.keys}>
                    <Keys keys={item.keys} silent />
                  </span>
                )}
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
      <LiveSign />
    </div>
  );
}
